// LangChain.js's embeddings for OpenAI, with the settings they come with.

import { createInterface } from "node:readline";
import { OpenAIEmbeddings } from "@langchain/openai";

async function embed({ texts, model, dimensions }) {
  const width = dimensions == null ? {} : { dimensions };
  const used = new OpenAIEmbeddings({ model, ...width });
  return Array.isArray(texts) ? used.embedDocuments(texts) : [await used.embedQuery(texts)];
}

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  let told;
  try {
    told = { vectors: await embed(asked) };
  } catch (error) {
    told = { error: { type: error.constructor.name, message: error.message, status: error.status ?? null } };
  }
  process.stdout.write(`${JSON.stringify({ id: asked.id, ...told })}\n`);
}
