// The Vercel AI SDK with its provider for OpenAI-compatible services, as its page shows them.

import { createInterface } from "node:readline";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { embed as embedOne, embedMany } from "ai";

const provider = createOpenAICompatible({
  name: "target",
  baseURL: process.env.OPENAI_BASE_URL,
  apiKey: process.env.OPENAI_API_KEY,
});

async function embed({ texts, model, dimensions }) {
  const settings = dimensions == null ? {} : { providerOptions: { target: { dimensions } } };
  const used = provider.embeddingModel(model);
  if (Array.isArray(texts)) return (await embedMany({ model: used, values: texts, ...settings })).embeddings;
  return [(await embedOne({ model: used, value: texts, ...settings })).embedding];
}

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  let told;
  try {
    told = { vectors: await embed(asked) };
  } catch (error) {
    const cause = error.lastError ?? error;
    told = { error: { type: cause.constructor.name, message: cause.message, status: cause.statusCode ?? null } };
  }
  process.stdout.write(`${JSON.stringify({ id: asked.id, ...told })}\n`);
}
