/** Asking a Roster server: the answer has the type of the question. */

import type { TypedDocumentString } from './graphql/graphql.js'

interface GraphQLAnswer<Data> {
  data?: Data | null
  errors?: { message: string }[]
}

export async function ask<Data, Variables>(
  url: string,
  question: TypedDocumentString<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const response = await post(url, { query: question.toString(), variables })
  const { data, errors } = await read<Data>(response)
  if (errors?.length) throw new Error(errors.map((error) => error.message).join('\n'))
  if (!data) throw new Error(`${url} answered ${response.status} without data.`)
  return data
}

async function post(url: string, body: unknown): Promise<Response> {
  try {
    return await fetch(url, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        Accept: 'application/graphql-response+json, application/json',
      },
      body: JSON.stringify(body),
    })
  } catch (cause) {
    throw new Error(`No server answers at ${url}; \`make serve\` starts one.`, { cause })
  }
}

async function read<Data>(response: Response): Promise<GraphQLAnswer<Data>> {
  const text = await response.text()
  try {
    return JSON.parse(text) as GraphQLAnswer<Data>
  } catch {
    throw new Error(`${response.url} answered ${response.status}, and no GraphQL: ${text}`)
  }
}
