#!/usr/bin/env bash
# Runs the steps of compose/Dockerfile.* without Docker, on a machine with the .NET SDK, as root:
#
#   bash tests/dockerfiles.sh [silo] [front] [serve]
#
# For each file: COPY and RUN in an empty folder, then the entry point as an unprivileged user with an empty environment and only the
# published files, until its HEALTHCHECK succeeds; then SIGTERM, which must end it with code 0. Absolute paths of the image are below a
# temporary folder. What this does not show: the base images and Docker itself.
set -euo pipefail

readonly root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly account=technic-dockerfile limit=120
files=("$@")
((${#files[@]} > 0)) || files=(silo front serve)

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

((EUID == 0)) || fail "Run it as root: it starts the programs as another user."
id "$account" >/dev/null 2>&1 || useradd --system --no-create-home --shell /usr/sbin/nologin "$account"
image=$(mktemp -d /tmp/technic-image-XXXXXX) running=()
chmod 755 "$image"
trap 'for pid in ${running[@]+"${running[@]}"}; do kill -KILL "$pid" 2>/dev/null || true; done; rm -rf "$image"' EXIT

# Paths of the image are below the temporary folder; each file has its own /app.
inside() { sed -E "s#(^|[ \"=])/(app|source|data|run/secrets)#\1$image/$name/\2#g"; }

build() {
  local line
  mkdir -p "$image/$name"/{source,app,run/secrets}
  while read -r line; do
    case $line in
      "COPY --from"*) ;;
      COPY*)
        read -ra words <<<"${line#COPY }"
        local target=${words[-1]}
        (cd "$root" && tar --exclude=bin --exclude=obj -cf - "${words[@]:0:${#words[@]}-1}") | tar -xf - -C "$image/$name/source"
        [[ $target == ./ || $target == src ]] || fail "COPY to $target is not supported."
        ;;
      RUN*)
        line=$(sed -E 's/--mount=[^ ]+ //' <<<"${line#RUN }" | inside)
        (cd "$image/$name/source" && MSBUILDDISABLENODEREUSE=1 bash -euc "$line" </dev/null >"$image/$name/build.log" 2>&1) ||
          { tail -n 20 "$image/$name/build.log"; fail "$name: '$line' failed."; }
        ;;
    esac
  done < <(sed -e ':a' -e '/\\$/{N;s/\\\n *//;ba' -e '}' "$root/compose/Dockerfile.$name" | sed -E '0,/^FROM .* AS build/d;/^FROM /,$d')
  rm -rf "$image/$name/source"
  [[ ! -d $image/$name/data ]] || chown "$account:" "$image/$name/data"
  chmod -R a+rX "$image/$name/app"
}

# start VARIABLE=VALUE…
start() {
  local entry environment=("PATH=$PATH" "DOTNET_EnableDiagnostics=0")
  mapfile -t -O 2 environment < <(grep -E '^ENV ' "$root/compose/Dockerfile.$name" | sed -E 's/^ENV //')
  mapfile -t entry < <(grep -E '^ENTRYPOINT' "$root/compose/Dockerfile.$name" | grep -oE '"[^"]+"' | tr -d '"' | inside)
  (cd "$image/$name/app" &&
    exec setpriv --reuid "$account" --regid "$account" --clear-groups env -i "${environment[@]}" "$@" "${entry[@]}") \
    >"$image/$name/log" 2>&1 </dev/null &
  running+=($!)
}

# Another program on a port of the file would be taken for it.
require_ports() {
  local port
  for port in $(sed -nE 's/^EXPOSE //p' "$root/compose/Dockerfile.$name"); do
    if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then fail "$name needs port $port, which another program uses."; fi
  done
}

# healthy PID: waits until the file's own health check succeeds.
healthy() {
  local check until=$((SECONDS + limit))
  check=$(grep -A1 -E '^HEALTHCHECK' "$root/compose/Dockerfile.$name" | tail -n 1 |
    sed -E 's/^ *CMD //' | node -e 'process.stdout.write(JSON.parse(require("fs").readFileSync(0, "utf8"))[2])')
  until bash -c "$check" 2>/dev/null; do
    kill -0 "$1" 2>/dev/null || { cat "$image/$name/log"; fail "$name ended."; }
    ((SECONDS < until)) || { cat "$image/$name/log"; fail "$name was not healthy within $limit s."; }
    sleep 0.2
  done
  kill -0 "$1" 2>/dev/null || { cat "$image/$name/log"; fail "$name ended."; }
}

# stop: ends the programs that run; each must end with code 0.
stop() {
  local pid code
  for pid in ${running[@]+"${running[@]}"}; do kill -TERM "$pid" || fail "A program ended before its SIGTERM."; done
  for pid in ${running[@]+"${running[@]}"}; do
    code=0
    wait "$pid" || code=$?
    ((code == 0)) || fail "A program ended with code $code."
  done
  running=()
}

key=technic_0123456789012345678901234567890123456789012
hash=$(printf %s "$key" | sha256sum | cut -d ' ' -f 1)
for name in "${files[@]}"; do
  echo "Building $name …"
  build
  echo "me operate sha256:$hash" >"$image/$name/run/secrets/keys"
  # The front needs a silo, and serve has its port.
  [[ $name != serve && ${last:-} != serve ]] || stop
  require_ports
  case $name in
    silo) start Technic__Cluster=localhost ;;
    front) start Technic__Cluster=localhost "Technic__Keys=me operate sha256:$hash" ;;
    serve) start ;;
    *) fail "There is no Dockerfile.$name." ;;
  esac
  # Without a silo the front runs, but is not ready.
  if [[ $name != front || ${last:-} == silo ]]; then healthy "${running[-1]}"; fi
  echo "$name runs as $account: $(ps -o user:20= -p "${running[-1]}")"
  last=$name
done
stop
echo "All programs started, were healthy and stopped with code 0."
