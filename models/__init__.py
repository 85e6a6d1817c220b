"""The Siamese network: canvases in, embeddings and distances out. The only room with Keras."""
