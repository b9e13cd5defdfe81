"""Pairs of texts that differ in one word, in every script that users write.

Each word of one text is as long as that in its place in the other, so that only who reads the word tells them apart.
"""

from __future__ import annotations

from conformance.generation.pair import Pair
from conformance.model.message import template

__all__ = ["SCRIPTS"]


def _script(language: str, name: str, one: str, other: str) -> Pair:
    """Return a pair that differs in one word or emoji, in a language (ISO 639) that most models know, or few."""
    return Pair(language, template(f"script.{language}", name)(), one, other)


SCRIPTS = (
    _script("zh", "Chinese", "明天早上我要去医院看望朋友", "明天早上我要去学校看望朋友"),
    _script(
        "en", "English", "She keeps seven brown horses behind the mill", "She keeps seven brown snakes behind the mill"
    ),
    _script("emoji", "one emoji", "Today I bought one 🍎 at the market", "Today I bought one 🐟 at the market"),
    _script("th", "Thai", "พรุ่งนี้ฉันจะซื้อปลาที่ตลาด", "พรุ่งนี้ฉันจะซื้อหมูที่ตลาด"),
    _script("hi", "Hindi", "मेरी बहन हर शाम चाय पीती है", "मेरी बहन हर शाम दूध पीती है"),
    _script("ar", "Arabic", "اشترى أخي البيت القديم أمس", "اشترى أخي الجمل القديم أمس"),
    _script("ja", "Japanese", "きのう となりの いぬが にわで ねていた", "きのう となりの ねこが にわで ねていた"),
    _script("ko", "Korean", "우리는 내일 아침에 사과를 사러 갑니다", "우리는 내일 아침에 우유를 사러 갑니다"),
    _script("ru", "Russian", "Мой сосед купил новую лодку вчера", "Мой сосед купил новую шляпу вчера"),
    _script("zh-hant", "traditional Chinese", "明天早上我要去醫院看望朋友", "明天早上我要去學校看望朋友"),
    _script("he", "Hebrew", "הילד שכח את הספר באוטובוס", "הילד שכח את הכלב באוטובוס"),
    _script("el", "Greek", "Ο αδελφός μου αγόρασε μήλα σήμερα", "Ο αδελφός μου αγόρασε ψάρι σήμερα"),
    _script("vi", "Vietnamese", "Chị tôi mua một con gà ở chợ", "Chị tôi mua một con bò ở chợ"),
    _script("tr", "Turkish", "Komşumuz dün küçük bir köşk aldı", "Komşumuz dün küçük bir ördü aldı"),
    _script("fa", "Persian", "برادرم دیروز کتاب خرید", "برادرم دیروز ماهی خرید"),
    _script("bn", "Bengali", "আমার ভাই প্রতিদিন দুধ খায়", "আমার ভাই প্রতিদিন কলা খায়"),
    _script("ta", "Tamil", "அவன் தினமும் பால் வாங்குவான்", "அவன் தினமும் பழம் வாங்குவான்"),
    _script("te", "Telugu", "నా తమ్ముడు పాలు తాగాడు", "నా తమ్ముడు నీరు తాగాడు"),
    _script("ka", "Georgian", "ჩემი ძმა ყოველდღე რძეს ყიდულობს", "ჩემი ძმა ყოველდღე პურს ყიდულობს"),
    _script("hy", "Armenian", "Եղբայրս երեկ գիրք գնեց", "Եղբայրս երեկ ձուկ գնեց"),
    _script("am", "Amharic", "ወንድሜ ትናንት በግ ገዛ", "ወንድሜ ትናንት ላም ገዛ"),
    _script("gu", "Gujarati", "મારો ભાઈ દરરોજ દૂધ લાવે છે", "મારો ભાઈ દરરોજ ખીર લાવે છે"),
    _script("pa", "Punjabi", "ਮੇਰਾ ਭਰਾ ਦੁੱਧ ਲਿਆਇਆ", "ਮੇਰਾ ਭਰਾ ਕੇਲਾ ਲਿਆਇਆ"),
    _script("ml", "Malayalam", "എന്റെ സഹോദരൻ പാൽ വാങ്ങി", "എന്റെ സഹോദരൻ മീൻ വാങ്ങി"),
    _script("kn", "Kannada", "ನನ್ನ ತಮ್ಮ ಹಾಲು ತಂದ", "ನನ್ನ ತಮ್ಮ ಮೀನು ತಂದ"),
    _script("or", "Odia", "ମୋ ଭାଇ ମାଛ ଆଣିଲା", "ମୋ ଭାଇ ଲୁଣ ଆଣିଲା"),
    _script("si", "Sinhala", "මගේ මල්ලි කිරි ගත්තා", "මගේ මල්ලි මාළු ගත්තා"),
    _script("my", "Burmese", "ကျွန်တော် ငါး ဝယ်တယ်", "ကျွန်တော် ဆား ဝယ်တယ်"),
    _script("km", "Khmer", "ខ្ញុំ ទិញ ត្រី នៅ ផ្សារ", "ខ្ញុំ ទិញ ស្ករ នៅ ផ្សារ"),
    _script("lo", "Lao", "ຂ້ອຍ ຊື້ ປາ ຢູ່ ຕະຫຼາດ", "ຂ້ອຍ ຊື້ ຊາ ຢູ່ ຕະຫຼາດ"),
)
"""Pairs that differ in one word or emoji, in many scripts."""
