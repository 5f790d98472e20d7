#!/usr/bin/env bash
# Technic's cluster as plain processes on the loopback: PostgreSQL, silos and the front, the topology of docker-compose.yml for machines without Docker.
#
#   bash compose/local.sh [OPTIONS]       starts it, waits until it is ready, prints where it is; Ctrl-C or SIGTERM ends all of it in order
#   bash compose/local.sh stop --data DIR ends the cluster that keeps its data there
#
# `bash compose/local.sh --help` lists the options. What the environment says to silos and front (Technic__KEY, POLYGON_API_KEY, OTEL_…) reaches them.
set -euo pipefail

readonly root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# How long a start may take, and how long each kind of process may take to stop before it is killed, in seconds.
readonly start_limit=120 front_limit=15 silo_limit=30 postgres_limit=30

usage() {
  cat <<'TEXT'
bash compose/local.sh [OPTIONS]        starts a cluster on the loopback
bash compose/local.sh stop --data DIR  ends the one that keeps its data in DIR

  --silos N             how many silos, 1 … 32 [3]
  --port P              the front's port; 0 takes a free one [5080]
  --source WORD         polygon, synthetic or csv [synthetic, or polygon with a key or URL]
  --polygon-url URL     where Polygon's REST API is
  --rate N              requests a minute to it, of all silos together; 0 for no limit [5]
  --csv FILE            bars for the source csv
  --splits FILE         splits to adjust them for
  --seed N              which synthetic market [42]
  --symbols N           how many stocks it lists [5000]
  --postgres CONNECTION a server to use instead of a private one, as Host=…;Database=…;Username=…
                        (better in TECHNIC_POSTGRES, which others cannot list)
  --data DIR            keeps the private server's files and the logs there, so that the next start finds what was stored
  --bin DIR             runs the programs that are built there, instead of building them
  --until-eof           ends too when its standard input does, so that it does not outlive the program that started it
TEXT
}

# ---- words -------------------------------------------------------------------------------------------------------------------------

say() { printf '%s\n' "$@"; }

misused() {
  say "$*" "bash compose/local.sh --help lists the options." >&2
  exit 2
}

# fail SENTENCE [LOG]: ends what was started; the end of a log says why.
fail() {
  say "$1" >&2
  if [[ -n ${2:-} && -s $2 ]]; then tail -n 20 "$2" >&2; fi
  exit 1
}

# ---- settings ----------------------------------------------------------------------------------------------------------------------

main() {
  command=start silos=3 port=5080 data="" bin="" until_eof="" settings=()
  connection=${TECHNIC_POSTGRES:-}
  if [[ ${1:-} == stop ]]; then command=stop && shift; fi
  while (($# > 0)); do
    case $1 in
      -h | --help) usage && exit 0 ;;
      --until-eof) until_eof=yes && shift ;;
      --silos | --port | --source | --polygon-url | --rate | --csv | --splits | --seed | --symbols | --postgres | --data | --bin)
        (($# > 1)) || misused "A value is missing behind $1."
        option "$1" "$2"
        shift 2
        ;;
      *) misused "There is no option '$1'." ;;
    esac
  done
  "$command"
}

option() {
  case $1 in
    --silos) silos=$(whole "$1" "$2" 1 32) ;;
    --port) port=$(whole "$1" "$2" 0 65535) ;;
    --source) settings+=("--Technic:Source=$2") ;;
    --polygon-url) settings+=("--Technic:PolygonUrl=$2") ;;
    --rate) settings+=("--Technic:Rate=$2") ;;
    --csv) settings+=("--Technic:Csv=$(realpath -m -- "$2")") ;;
    --splits) settings+=("--Technic:Splits=$(realpath -m -- "$2")") ;;
    --seed) settings+=("--Technic:Seed=$2") ;;
    --symbols) settings+=("--Technic:SyntheticSymbols=$2") ;;
    --postgres) connection=$2 ;;
    --data) data=$(realpath -m -- "$2") ;;
    --bin) bin=$(realpath -m -- "$2") ;;
  esac
}

# whole OPTION TEXT LEAST MOST
whole() {
  if [[ ! $2 =~ ^[0-9]{1,9}$ ]] || ((10#$2 < $3 || 10#$2 > $4)); then misused "$1 takes a whole number from $3 to $4, and not '$2'."; fi
  echo $((10#$2))
}

# ---- the cluster -------------------------------------------------------------------------------------------------------------------

# Every process is started as a group of its own (set -m): a Ctrl-C reaches this script alone, which ends them in their order. They are disowned, for the shell is
# not to tell of their end: watch does.
start() {
  prepare_folder
  trap 'exit 130' INT
  trap 'exit 143' TERM
  trap end_all EXIT
  build
  start_postgres
  start_silos
  start_front
  say "Ready: http://127.0.0.1:$port (Ctrl-C ends it)"
  watch
}

stop() {
  [[ -n $data ]] || misused "stop needs --data DIR."
  local pid
  pid=$(cat "$data/local.pid" 2>/dev/null) && kill -TERM "$pid" 2>/dev/null || fail "No cluster runs on $data."
  while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
}

prepare_folder() {
  postgres_pid="" front_pid="" silo_pids=() chosen=" " temporary=""
  if [[ -z $data ]]; then
    data=$(mktemp -d "${TMPDIR:-/tmp}/technic-XXXXXX")
    temporary=$data
    chmod o+x "$temporary"
  fi
  mkdir -p "$data/logs"
  if [[ -f $data/local.pid ]] && kill -0 "$(<"$data/local.pid")" 2>/dev/null; then
    fail "A cluster runs on $data already (pid $(<"$data/local.pid")): end it by 'bash compose/local.sh stop --data $data'."
  fi
  echo $$ >"$data/local.pid"
}

build() {
  if [[ -z $bin ]]; then
    command -v dotnet >/dev/null || fail "The .NET 10 SDK is missing: https://dotnet.microsoft.com/download/dotnet/10.0 tells how to install it."
    say "Building …"
    local project
    for project in Technic.Silo Technic.Front; do
      dotnet build "$root/src/$project" -c Release -v quiet -nodeReuse:false >"$data/logs/build.log" 2>&1 </dev/null ||
        fail "$project cannot be built:" "$data/logs/build.log"
    done
    silo_dll=$root/src/Technic.Silo/bin/Release/net10.0/Technic.Silo.dll
    front_dll=$root/src/Technic.Front/bin/Release/net10.0/Technic.Front.dll
  else
    silo_dll=$bin/Technic.Silo.dll front_dll=$bin/Technic.Front.dll
  fi
  if [[ ! -f $silo_dll || ! -f $front_dll ]]; then fail "There is no $silo_dll or no $front_dll."; fi
}

start_silos() {
  local i log ports=()
  export TECHNIC_POSTGRES=$connection
  for ((i = 1; i <= silos; i++)); do
    log=$data/logs/silo-$i.log
    free_port silo_port && free_port gateway_port && free_port http_port
    set -m
    dotnet "$silo_dll" --Technic:Cluster=postgres --Technic:Address=127.0.0.1 "--Technic:Name=silo-$i" \
      "--Technic:SiloPort=$silo_port" "--Technic:GatewayPort=$gateway_port" "--Technic:HttpPort=$http_port" \
      ${settings[@]+"${settings[@]}"} >"$log" 2>&1 </dev/null &
    set +m && disown $!
    silo_pids+=($!)
    ports+=("$http_port")
    tell "silo-$i" $! "http://127.0.0.1:$http_port/health/ready" "$log"
  done
  for ((i = 1; i <= silos; i++)); do await_ready "silo-$i" "${silo_pids[i - 1]}" "${ports[i - 1]}" "$data/logs/silo-$i.log"; done
}

start_front() {
  local log=$data/logs/front.log
  if ((port == 0)); then free_port port; elif answers "$port"; then fail "Port $port is taken: choose another by --port, or 0 for a free one."; fi
  set -m
  dotnet "$front_dll" --Technic:Cluster=postgres --urls "http://127.0.0.1:$port" >"$log" 2>&1 </dev/null &
  set +m && disown $!
  front_pid=$!
  tell front $! "http://127.0.0.1:$port" "$log"
  await_ready front "$front_pid" "$port" "$log"
}

tell() { printf '%-9s pid %-8s %-42s %s\n' "$@"; }

# A silo that is lost is the cluster's to get over; without its front or its database the cluster is of no use.
watch() {
  local i
  while true; do
    pause
    for ((i = 0; i < silos; i++)); do
      if [[ -n ${silo_pids[i]} ]] && ! kill -0 "${silo_pids[i]}" 2>/dev/null; then
        say "silo-$((i + 1)) (pid ${silo_pids[i]}) has ended; the others go on."
        silo_pids[i]=""
      fi
    done
    if ! kill -0 "$front_pid" 2>/dev/null; then fail "The front has ended:" "$data/logs/front.log"; fi
    if [[ -n $postgres_pid ]] && ! kill -0 "$postgres_pid" 2>/dev/null; then fail "PostgreSQL has ended:" "$data/logs/postgres.log"; fi
  done
}

pause() {
  if [[ -z $until_eof ]]; then
    sleep 0.25
    return
  fi
  local code=0
  read -r -t 0.25 || code=$?
  # Above 128 it was the time that ran out.
  if ((code > 0 && code <= 128)); then exit 0; fi
}

end_all() {
  local code=$? pid
  trap '' INT TERM EXIT
  set +e
  end_within $front_limit TERM $front_pid
  end_within $silo_limit TERM ${silo_pids[@]+"${silo_pids[@]}"}
  # To PostgreSQL SIGINT is the fast and orderly way out.
  end_within $postgres_limit INT $postgres_pid
  rm -f "$data/local.pid"
  if [[ -n $temporary ]]; then rm -rf "$temporary"; fi
  exit $code
}

# end_within SECONDS SIGNAL PID…
end_within() {
  local limit=$1 signal=$2 pid until
  shift 2
  for pid in "$@"; do [[ -z $pid ]] || kill "-$signal" "$pid" 2>/dev/null; done
  until=$((SECONDS + limit))
  for pid in "$@"; do
    [[ -n $pid ]] || continue
    while kill -0 "$pid" 2>/dev/null; do
      if ((SECONDS > until)); then kill -KILL "$pid"; fi
      sleep 0.05
    done
  done
}

# ---- PostgreSQL --------------------------------------------------------------------------------------------------------------------

start_postgres() {
  if [[ -n $connection ]]; then return; fi
  find_postgres
  local files=$data/postgres log=$data/logs/postgres.log postgres_port
  as_server true || fail "PostgreSQL does not run as root, and there is no user 'postgres' to run it as: install Debian's package postgresql."
  mkdir -p "$files"
  give "$files"
  as_server test -w "$files" || fail "The user 'postgres', as which PostgreSQL runs, cannot reach $files: choose a --data folder that others may enter."
  if [[ ! -f $files/PG_VERSION ]]; then
    (umask 077 && head -c 24 /dev/urandom | base64 | tr '+/' '-_' >"$data/postgres.password")
    give "$data/postgres.password"
    as_server "$postgres_bin/initdb" -D "$files" -U technic --auth=scram-sha-256 --pwfile="$data/postgres.password" --encoding=UTF8 --locale=C \
      >"$log" 2>&1 || fail "PostgreSQL could not make its files:" "$log"
  fi
  free_port postgres_port
  # The server writes its log through our own descriptor: it needs no right to the folder.
  set -m
  as_server "$postgres_bin/postgres" -D "$files" -p "$postgres_port" -h 127.0.0.1 -k '' -c max_connections=300 >>"$log" 2>&1 </dev/null &
  set +m && disown $!
  local starter=$!
  local until=$((SECONDS + start_limit))
  until "$postgres_bin/pg_isready" -q -h 127.0.0.1 -p "$postgres_port" -d postgres; do
    if ! kill -0 $starter 2>/dev/null || ((SECONDS > until)); then fail "PostgreSQL did not start:" "$log"; fi
    sleep 0.05
  done
  postgres_pid=$(head -n 1 "$files/postmaster.pid")
  connection="Host=127.0.0.1;Port=$postgres_port;Database=postgres;Username=technic;Password=$(<"$data/postgres.password")"
  tell postgres "$postgres_pid" "127.0.0.1:$postgres_port" "$log"
}

find_postgres() {
  local folder
  if postgres_bin=$(command -v initdb); then
    postgres_bin=$(dirname "$(realpath "$postgres_bin")")
    return
  fi
  for folder in $(compgen -G '/usr/lib/postgresql/*/bin' | sort -rV); do
    if [[ -x $folder/initdb ]]; then postgres_bin=$folder && return; fi
  done
  fail "PostgreSQL is missing: install it (Debian and Ubuntu: sudo apt-get install postgresql), or name a server by --postgres."
}

# PostgreSQL refuses to run as root: there it runs as the user that its package made.
as_server() { if ((EUID == 0)); then (cd / && exec runuser -u postgres -- "$@"); else "$@"; fi; }

give() { if ((EUID == 0)); then chown postgres "$1"; fi; }

# ---- ports -------------------------------------------------------------------------------------------------------------------------

# free_port NAME: sets the variable to a port that nobody listens on, below those that the system gives to outgoing connections.
free_port() {
  local candidate
  while true; do
    candidate=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
    if [[ $chosen != *" $candidate "* ]] && ! answers "$candidate"; then break; fi
  done
  chosen+="$candidate "
  printf -v "$1" '%s' "$candidate"
}

answers() { (: <>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# await_ready NAME PID PORT LOG
await_ready() {
  local until=$((SECONDS + start_limit))
  until is_ready "$3"; do
    if ! kill -0 "$2" 2>/dev/null; then fail "$1 did not start:" "$4"; fi
    if ((SECONDS > until)); then fail "$1 was not ready within $start_limit s:" "$4"; fi
    sleep 0.1
  done
}

is_ready() {
  (
    exec 3<>"/dev/tcp/127.0.0.1/$1" || exit 1
    printf 'GET /health/ready HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nConnection: close\r\n\r\n' "$1" >&3
    read -r -t 5 _ status _ <&3 && [[ $status == 200 ]]
  ) 2>/dev/null
}

main "$@"
