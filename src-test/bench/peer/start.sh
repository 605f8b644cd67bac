#!/bin/sh
# start.sh PORT WORKERS - preforkd as a peer of a rig that compares servers: link this folder into the rig's peers, or
# copy it and name the launcher in PREFORKD. WORKER is the pool's worker (default: the Java hello).
set -eu

here=$(dirname "$(readlink -f "$0")")
launcher=${PREFORKD:-$here/../../../ops/preforkd}

if [ "$POOL" = dynamic ]; then
    size="{max: $2, start: $START, min-spare: $MINSPARE, max-spare: $MAXSPARE"
else
    size="{mode: static, max: $2"
fi

cat >"$RUN/preforkd.yaml" <<END
admin: {listen: "127.0.0.1:$(($1 + 10000))"}
pools:
  - $size, name: hello, listen: ["127.0.0.1:$1"], worker: ${WORKER:-"{java: io.preforkd.example.Hello}"}}
END
export PREFORKD_RUN="$RUN"
exec "$launcher" run -c "$RUN/preforkd.yaml"
