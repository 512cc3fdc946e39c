-- A role for servers, which may read the dataset and do nothing else. Run it once, in the database
-- of the dataset and as the user who seeds it:
--
--     psql "$DATABASE_URL" --file docs/read-only-role.sql
--
-- and then give the role a password: psql "$DATABASE_URL" --command '\password roster_reader'

CREATE ROLE roster_reader LOGIN;
ALTER ROLE roster_reader SET default_transaction_read_only = on;

-- By default every role may make temporary tables, and before PostgreSQL 15 tables in public too.
DO $$ BEGIN EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database()); END $$;
DO $$ BEGIN EXECUTE format('GRANT CONNECT ON DATABASE %I TO roster_reader', current_database()); END $$;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;

GRANT USAGE ON SCHEMA public TO roster_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO roster_reader;

-- Of the tables that later seedings make, as new versions of Roster need them.
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO roster_reader;
