"""How the dataset is asked: a GraphQL schema over the tables, and the server around it."""
