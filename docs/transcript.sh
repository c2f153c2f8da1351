#!/usr/bin/env bash
# Prints docs/transcript.md: both commands of the README in a clean clone of HEAD with empty caches, timed, at 80 columns.
#
#   bash docs/transcript.sh > docs/transcript.md
#   DEMO_OPTIONS="--exit --port 0" TEST_OPTIONS="tests/auth" bash docs/transcript.sh    # a quick trial
#
# The demo serves until a query was answered over HTTP; then it gets what Ctrl-C sends.
set -euo pipefail

root=$(git -C "$(dirname "$0")" rev-parse --show-toplevel)
place=$(mktemp -d /tmp/transcript.XXXXXX)
trap 'rm -rf "$place"' EXIT

for name in $(compgen -e | grep -E '^(PEYMAN_|PYTHON|VIRTUAL_ENV)' || true); do unset "$name"; done
python3 -m venv "$place/python" # stands for the machine's own Python: nothing is installed in it
git clone --quiet "$root" "$place/peyman"
version=$("$place/python/bin/python" -c 'import platform; print(platform.python_version())')

export HOME=$place/home XDG_CACHE_HOME=$place/cache XDG_DATA_HOME=$place/data UV_CACHE_DIR=$place/cache/uv
export PATH=$place/python/bin:/usr/local/bin:/usr/bin:/bin COLUMNS=80 NO_COLOR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
mkdir -p "$HOME" "$XDG_CACHE_HOME" "$XDG_DATA_HOME"
cd "$place/peyman"

# What would not be the same on another machine, or could be mistaken for a secret, is left out.
plain() {
  sed -u -E -e 's/eyJ[A-Za-z0-9_.-]{20,}/eyJ…/g' -e "s#$place/peyman#~/peyman#g" -e "s#$place/[a-z]*#~#g" \
    -e '/^Looking in /d' -e '/^WARNING: Running pip as/d' -e 's/\r//g' -e 's/[[:space:]]+$//'
}

timed() { # prints the command, its output and how long it took; its status is not lost
  printf '```console\n$ %s\n' "$1"
  local begun=$SECONDS status=0
  bash -o pipefail -c "$1" 2>&1 | plain || status=$?
  printf '```\n\n%d min %02d s, status %d.\n\n' $(((SECONDS - begun) / 60)) $(((SECONDS - begun) % 60)) "$status"
  return "$status"
}

served() { # the demo as one meets it: it serves, answers a query, and ends by Ctrl-C
  local output=$place/demo.txt begun=$SECONDS status=0 leader url
  printf '```console\n$ %s\n' "$1"
  : > "$output"
  setsid bash -c "trap 'true' INT; $1" > "$output" 2>&1 & # a session of its own: the signal reaches it alone
  leader=$!
  while kill -0 "$leader" 2> /dev/null && ! grep -q '^Ctrl-C ends it' "$output"; do sleep 0.2; done
  local ready=$((SECONDS - begun))
  plain < "$output"
  if kill -0 "$leader" 2> /dev/null; then
    url=$(grep -oE 'http://[^ ]+/graphql' "$output" | head -1)
    query='{"query": "{ stakeholders { totalCount } }"}'
    printf '```\n\nIn another terminal:\n\n```console\n$ curl %s -H "Content-Type: application/json" -d '"'%s'"'\n' "$url" "$query"
    curl -sS "$url" -H "Content-Type: application/json" -d "$query"
    kill -INT -- "-$leader"
    echo
  fi
  wait "$leader" || status=$?
  printf '```\n\n%d min %02d s until it serves, status %d after Ctrl-C.\n\n' $((ready / 60)) $((ready % 60)) "$status"
}

printf '# Both commands, on a machine that has Python alone\n\n'
printf 'A clean clone, no cache, no Java, no Docker. %s, %s processors, Python %s, %s. ' \
  "$(uname -sm)" "$(nproc)" "$version" "$(date -u +%Y-%m-%d)"
printf 'Made by\n`docs/transcript.sh`; the tokens are cut short.\n\n## The demo\n\n'
case "${DEMO_OPTIONS:-}" in
  *--exit*) timed "pip install uv && uv run peyman demo ${DEMO_OPTIONS}" ;;
  *) served "pip install uv && uv run peyman demo${DEMO_OPTIONS:+ $DEMO_OPTIONS}" ;;
esac
printf '## The tests\n\n'
timed "pip install uv && uv run pytest${TEST_OPTIONS:+ $TEST_OPTIONS}"
