# Copies the primary the first time, and follows it from then on.
set -euo pipefail

data=/var/lib/postgresql/data
if [ ! -s "$data/PG_VERSION" ]; then
    rm -rf "${data:?}"/*
    pg_basebackup --dbname "host=primary user=replica password=$PGPASSWORD" --pgdata "$data" \
        --slot standby --write-recovery-conf --checkpoint fast
    chmod 700 "$data"
fi
exec postgres -D "$data"
