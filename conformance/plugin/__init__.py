"""The suite inside pytest; what every pytest run loads is ``pytest_embedding_conformance``, which leads here."""
