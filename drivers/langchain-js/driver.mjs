// LangChain.js's embeddings for OpenAI, with the settings they come with.

import { OpenAIEmbeddings } from "@langchain/openai";
import { drive } from "../protocol/driving.mjs";

async function embed({ texts, model, dimensions }) {
  const width = dimensions == null ? {} : { dimensions };
  const used = new OpenAIEmbeddings({ model, ...width });
  return Array.isArray(texts) ? used.embedDocuments(texts) : [await used.embedQuery(texts)];
}

await drive(embed);
