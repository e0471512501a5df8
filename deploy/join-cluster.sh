#!/bin/sh
# Makes one cluster of several CouchDB nodes, once; run again it sees that it is done. Needs curl.
#   NODES  "host:port host:port ..." as this script and the first node reach them; the first one leads
#   NAMES  the part before @ of each node's Erlang name, in the same order (default: couchdb)
#   COUCHDB_USER, COUCHDB_PASSWORD  the administrator, the same on every node
# https://docs.couchdb.org/en/stable/setup/cluster.html
set -eu
: "${NODES:?}" "${COUCHDB_USER:?}" "${COUCHDB_PASSWORD:?}"

# The password goes to curl by its standard input: arguments are there for every user of the machine to read.
ask() { # METHOD URL [JSON]
    printf 'user = "%s:%s"\n' "$COUCHDB_USER" "$COUCHDB_PASSWORD" |
        curl --silent --show-error --max-time 60 --config - --request "$1" "$2" \
            --header 'content-type: application/json' ${3:+--data-raw "$3"}
}

for node in $NODES; do
    tries=0
    until ask GET "http://$node/" | grep -q '"couchdb"'; do
        tries=$((tries + 1))
        [ "$tries" -lt 60 ] || { echo "$node does not answer" >&2; exit 1; }
        sleep 2
    done
done

first=${NODES%% *}
count=$(echo "$NODES" | wc -w)
setup="http://$first/_cluster_setup"
login="\"username\":\"$COUCHDB_USER\",\"password\":\"$COUCHDB_PASSWORD\""

if ask GET "$setup" | grep -q cluster_finished; then
    echo "The cluster is there."
else
    bind="\"bind_address\":\"${BIND:-0.0.0.0}\""
    ask POST "$setup" "{\"action\":\"enable_cluster\",$bind,$login,\"port\":${first##*:},\"node_count\":\"$count\"}" >/dev/null
    set -- ${NAMES:-}
    [ $# -eq 0 ] || shift
    for node in ${NODES#* }; do
        name=${1:-couchdb}
        [ $# -eq 0 ] || shift
        host=${node%:*} port=${node##*:}
        remote="\"remote_node\":\"$host\",\"remote_current_user\":\"$COUCHDB_USER\",\"remote_current_password\":\"$COUCHDB_PASSWORD\""
        ask POST "$setup" "{\"action\":\"enable_cluster\",$bind,$login,\"port\":$port,\"node_count\":\"$count\",$remote}" >/dev/null
        ask POST "$setup" "{\"action\":\"add_node\",\"host\":\"$host\",\"port\":$port,\"name\":\"$name\",$login}" |
            grep -q '"ok"' || { echo "$host could not be added" >&2; exit 1; }
    done
    ask POST "$setup" '{"action":"finish_cluster"}' | grep -q '"ok"' || { echo "finish_cluster failed" >&2; exit 1; }
fi

for system in _users _replicator _global_changes; do
    ask PUT "http://$first/$system" >/dev/null
done
joined=$(ask GET "http://$first/_membership" | sed 's/.*"cluster_nodes":\[\([^]]*\)\].*/\1/' | tr ',' '\n' | grep -c @)
[ "$joined" -eq "$count" ] || { echo "$joined of $count nodes are in the cluster" >&2; exit 1; }
echo "$joined nodes are one cluster."
