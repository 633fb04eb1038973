"""How the encoder is trained: corpora into one form, labels that stand off from their texts, agreement of coders."""
