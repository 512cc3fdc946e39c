/** Who was at an organization on a day, and how surely? */

import { graphql } from './graphql/index.js'
import { ask } from './roster.js'

const WhoWasThere = graphql(`
  query WhoWasThere($organization: ID!, $day: Date!) {
    organization(id: $organization) {
      name
      roles(heldOn: $day, first: 200) {
        totalCount
        heldCounts {
          yes
          presumed
          possibly
        }
        nodes {
          title
          held(on: $day)
          confidence
          person {
            id
            name
          }
          organization {
            name
          }
        }
      }
    }
  }
`)

const [
  url = 'http://127.0.0.1:8000/graphql',
  organizationId = 'tongyi-lab',
  day = '2025-03-01',
] = process.argv.slice(2)

try {
  await main()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

async function main(): Promise<void> {
  const { organization } = await ask(url, WhoWasThere, { organization: organizationId, day })
  if (!organization) throw new Error(`There is no organization ${organizationId}.`)

  const { roles } = organization
  console.log(`Roles at ${organization.name} on ${day}: ${roles.totalCount}`)
  if (roles.heldCounts) {
    const { yes, presumed, possibly } = roles.heldCounts
    console.log(`${yes} surely held, ${presumed} presumably, ${possibly} possibly`)
  }
  printTable(
    ['person', 'title', 'organization', 'held', 'confidence'],
    roles.nodes.map((role) => [
      role.person.name,
      role.title ?? '(title unknown)',
      role.organization.name,
      role.held ?? 'NO',
      role.confidence,
    ]),
  )
  if (roles.nodes.length < roles.totalCount) console.log(`(the first ${roles.nodes.length})`)
}

function printTable(header: string[], rows: string[][]): void {
  const lines = [header, ...rows]
  const widths = header.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)))
  for (const line of lines) {
    console.log(line.map((cell, column) => cell.padEnd(widths[column]!)).join('  ').trimEnd())
  }
}
