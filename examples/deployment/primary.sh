# Run once by PostgreSQL's image, in the new database: the role that servers read as, and the one
# that standbys follow as.
set -euo pipefail
export PGUSER=$POSTGRES_USER PGDATABASE=$POSTGRES_DB

psql --set ON_ERROR_STOP=1 --file /roles/read-only-role.sql
psql --set ON_ERROR_STOP=1 --set reader="$READER_PASSWORD" --set replica="$REPLICA_PASSWORD" <<'SQL'
ALTER ROLE roster_reader PASSWORD :'reader';
CREATE ROLE replica LOGIN REPLICATION PASSWORD :'replica';
SELECT pg_create_physical_replication_slot('standby');
SQL
echo "host replication replica samenet scram-sha-256" >>"$PGDATA/pg_hba.conf"
