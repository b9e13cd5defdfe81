// The Vercel AI SDK with its provider for OpenAI-compatible services, as its page shows them.

import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { embed as embedOne, embedMany } from "ai";
import { drive } from "../protocol/driving.mjs";

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

// An error after several tries holds the last one, which has the status.
await drive((asked) =>
  embed(asked).catch((error) => {
    throw error.lastError ?? error;
  }),
);
