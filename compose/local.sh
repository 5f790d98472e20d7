#!/usr/bin/env bash
# Runs a Technic cluster as local processes on the loopback interface: PostgreSQL, silos and the front, like docker-compose.yml.
#
#   bash compose/local.sh [OPTIONS]       starts the cluster, waits until it is ready, prints its addresses; Ctrl-C or SIGTERM stops it
#   bash compose/local.sh stop --data DIR stops the cluster with this data folder
#
# `bash compose/local.sh --help` lists the options. Silos and front inherit the environment (Technic__KEY, POLYGON_API_KEY, OTEL_…).
set -euo pipefail

readonly root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# Timeouts in seconds: for the start, and for each kind of process to stop before it is killed.
readonly start_limit=120 front_limit=15 silo_limit=30 postgres_limit=30

usage() {
  cat <<'TEXT'
bash compose/local.sh [OPTIONS]        starts a cluster on the loopback interface
bash compose/local.sh stop --data DIR  stops the cluster with this data folder

  --silos N             number of silos, 1 … 32 [3]
  --port P              port of the front; 0 for any free port [5080]
  --source NAME         polygon, synthetic or csv [synthetic, or polygon with a key or URL]
  --polygon-url URL     URL of Polygon's REST API
  --rate N              maximum requests per minute, for all silos together; 0 for no limit [5]
  --csv FILE            bars for the source csv
  --splits FILE         splits for these bars
  --seed N              seed of the synthetic market [42]
  --symbols N           number of symbols in the synthetic market [5000]
  --warm DAYS           window of the whole market to preload after each session [0, off]
  --Technic:KEY=VALUE   any other setting of the silos, see docs/cluster.md
  --postgres CONNECTION use an existing server, as Host=…;Database=…;Username=…
                        (prefer TECHNIC_POSTGRES: it is not visible in process lists)
  --data DIR            folder for the database and the logs; reused by the next start [temporary]
  --bin DIR             folder with built programs; skips the build
  --until-eof           also stop at the end of standard input, i.e. when the parent process ends
TEXT
}

# ---- messages ----------------------------------------------------------------------------------------------------------------------

say() { printf '%s\n' "$@"; }

usage_error() {
  say "$*" "Run 'bash compose/local.sh --help' for a list of options." >&2
  exit 2
}

# fail MESSAGE [LOG]: stops all processes and shows the end of the log.
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
      --silos | --port | --source | --polygon-url | --rate | --csv | --splits | --seed | --symbols | --warm | --postgres | --data | --bin)
        (($# > 1)) || usage_error "$1 requires a value."
        option "$1" "$2"
        shift 2
        ;;
      --Technic:*=*) settings+=("$1") && shift ;;
      *) usage_error "Unknown option '$1'." ;;
    esac
  done
  choose_source
  "$command"
}

# A cluster requires a price source. Without any, this script uses the synthetic market and says so.
choose_source() {
  if [[ $command != start || -n ${POLYGON_API_KEY:-} || " ${settings[*]:-}" == *" --Technic:"@(Source|PolygonUrl|Csv)=* ]]; then return; fi
  settings+=("--Technic:Source=synthetic")
  say "Prices: synthetic market (set POLYGON_API_KEY or --csv for real prices)"
}

option() {
  case $1 in
    --silos) silos=$(integer "$1" "$2" 1 32) ;;
    --port) port=$(integer "$1" "$2" 0 65535) ;;
    --source) settings+=("--Technic:Source=$2") ;;
    --polygon-url) settings+=("--Technic:PolygonUrl=$2") ;;
    --rate) settings+=("--Technic:Rate=$2") ;;
    --csv) settings+=("--Technic:Csv=$(realpath -m -- "$2")") ;;
    --splits) settings+=("--Technic:Splits=$(realpath -m -- "$2")") ;;
    --seed) settings+=("--Technic:Seed=$2") ;;
    --symbols) settings+=("--Technic:SyntheticSymbols=$2") ;;
    --warm)
      local warm
      warm=$(integer "$1" "$2" 0 36525)
      settings+=("--Technic:Warm=$warm")
      ;;
    --postgres) connection=$2 ;;
    --data) data=$(realpath -m -- "$2") ;;
    --bin) bin=$(realpath -m -- "$2") ;;
  esac
}

# integer OPTION TEXT MIN MAX
integer() {
  if [[ ! $2 =~ ^[0-9]{1,9}$ ]] || ((10#$2 < $3 || 10#$2 > $4)); then usage_error "$1 must be between $3 and $4 (got '$2')."; fi
  echo $((10#$2))
}

# ---- the cluster -------------------------------------------------------------------------------------------------------------------

# Every process runs in its own process group (set -m), so that only this script receives Ctrl-C and stops the processes in order. They are
# disowned, so that the shell does not report their end; watch does.
start() {
  prepare_folder
  trap 'exit 130' INT
  trap 'exit 143' TERM
  trap end_all EXIT
  build
  start_postgres
  start_silos
  start_front
  say "Ready: http://127.0.0.1:$port (press Ctrl-C to stop)"
  watch
}

stop() {
  [[ -n $data ]] || usage_error "stop requires --data DIR."
  local pid
  pid=$(cat "$data/local.pid" 2>/dev/null) && kill -TERM "$pid" 2>/dev/null || fail "No cluster is running with $data."
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
    fail "A cluster is already running with $data (pid $(<"$data/local.pid")). Stop it with 'bash compose/local.sh stop --data $data'."
  fi
  echo $$ >"$data/local.pid"
}

build() {
  if [[ -z $bin ]]; then
    command -v dotnet >/dev/null || fail "The .NET 10 SDK is missing. Install it: https://dotnet.microsoft.com/download/dotnet/10.0"
    say "Building …"
    local project
    for project in Technic.Silo Technic.Front; do
      dotnet build "$root/src/$project" -c Release -v quiet -nodeReuse:false >"$data/logs/build.log" 2>&1 </dev/null ||
        fail "Building $project failed:" "$data/logs/build.log"
    done
    silo_dll=$root/src/Technic.Silo/bin/Release/net10.0/Technic.Silo.dll
    front_dll=$root/src/Technic.Front/bin/Release/net10.0/Technic.Front.dll
  else
    silo_dll=$bin/Technic.Silo.dll front_dll=$bin/Technic.Front.dll
  fi
  if [[ ! -f $silo_dll || ! -f $front_dll ]]; then fail "$silo_dll or $front_dll does not exist."; fi
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
    show "silo-$i" $! "http://127.0.0.1:$http_port/health/ready" "$log"
  done
  for ((i = 1; i <= silos; i++)); do await_ready "silo-$i" "${silo_pids[i - 1]}" "${ports[i - 1]}" "$data/logs/silo-$i.log"; done
}

start_front() {
  local log=$data/logs/front.log
  if ((port == 0)); then
    free_port port
  elif answers "$port"; then
    fail "Port $port is already in use. Choose another port with --port, or 0 for any free port."
  fi
  set -m
  dotnet "$front_dll" --Technic:Cluster=postgres --urls "http://127.0.0.1:$port" >"$log" 2>&1 </dev/null &
  set +m && disown $!
  front_pid=$!
  show front $! "http://127.0.0.1:$port" "$log"
  await_ready front "$front_pid" "$port" "$log"
}

show() { printf '%-9s pid %-8s %-42s %s\n' "$@"; }

# The cluster survives the loss of a silo, but not of the front or the database.
watch() {
  local i
  while true; do
    pause
    for ((i = 0; i < silos; i++)); do
      if [[ -n ${silo_pids[i]} ]] && ! kill -0 "${silo_pids[i]}" 2>/dev/null; then
        say "silo-$((i + 1)) (pid ${silo_pids[i]}) has stopped; the others continue."
        silo_pids[i]=""
      fi
    done
    if ! kill -0 "$front_pid" 2>/dev/null; then fail "The front has stopped:" "$data/logs/front.log"; fi
    if [[ -n $postgres_pid ]] && ! kill -0 "$postgres_pid" 2>/dev/null; then fail "PostgreSQL has stopped:" "$data/logs/postgres.log"; fi
  done
}

pause() {
  if [[ -z $until_eof ]]; then
    sleep 0.25
    return
  fi
  local code=0
  read -r -t 0.25 || code=$?
  # Above 128: timeout.
  if ((code > 0 && code <= 128)); then exit 0; fi
}

end_all() {
  local code=$? pid
  trap '' INT TERM EXIT
  set +e
  end_within $front_limit TERM $front_pid
  end_within $silo_limit TERM ${silo_pids[@]+"${silo_pids[@]}"}
  # SIGINT is PostgreSQL's fast shutdown.
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
  as_server true || fail "PostgreSQL cannot run as root, and the user 'postgres' does not exist. Install Debian's package postgresql."
  mkdir -p "$files"
  give "$files"
  as_server test -w "$files" || fail "The user 'postgres' cannot access $files. Choose a --data folder that other users can access."
  if [[ ! -f $files/PG_VERSION ]]; then
    (umask 077 && head -c 24 /dev/urandom | base64 | tr '+/' '-_' >"$data/postgres.password")
    give "$data/postgres.password"
    as_server "$postgres_bin/initdb" -D "$files" -U technic --auth=scram-sha-256 --pwfile="$data/postgres.password" \
      --encoding=UTF8 --locale=C >"$log" 2>&1 || fail "initdb failed:" "$log"
  fi
  free_port postgres_port
  # The server inherits the log's file descriptor, so it needs no access to the folder.
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
  show postgres "$postgres_pid" "127.0.0.1:$postgres_port" "$log"
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
  fail "PostgreSQL is missing. Install it (Debian and Ubuntu: sudo apt-get install postgresql), or use --postgres."
}

# PostgreSQL does not run as root: use the user of its package.
as_server() { if ((EUID == 0)); then (cd / && exec runuser -u postgres -- "$@"); else "$@"; fi; }

give() { if ((EUID == 0)); then chown postgres "$1"; fi; }

# ---- ports -------------------------------------------------------------------------------------------------------------------------

# free_port NAME: sets the variable to a free port below the range for outgoing connections.
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
