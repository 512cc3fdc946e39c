"""GraphQL over HTTP: every request to /graphql is read, agreed upon, answered or refused here.

It follows the draft of https://graphql.github.io/graphql-over-http/draft/.
"""
