# English: what can be wrong with an NGSI-LD document or query
