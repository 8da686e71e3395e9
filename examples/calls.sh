# What the pages under docs/calls/ need, read by `. examples/calls.sh` in a checkout whose server runs.

# One word of the credential that the server has made, or of the one that SLUICE_CREDENTIALS names.
credential() {
  node -p "JSON.parse(require('fs').readFileSync(process.argv[1])).$1" "${SLUICE_CREDENTIALS:-.sluice/credential.json}"
}

# One field of the JSON that comes in: `field id`, `field results[0].message`.
field() {
  node -p "JSON.parse(require('fs').readFileSync(0)).$1"
}

url=$(credential url)
project=$(credential project_id)

# A token, good for a day, as IAM gives it: in a header.
token=$(curl -s -o /dev/null -D - "$url/v3/auth/tokens" -H 'Content-Type: application/json' -d "{\"auth\": {
  \"identity\": {\"methods\": [\"password\"], \"password\": {\"user\": {\"name\": \"$(credential user)\",
    \"password\": \"$(credential password)\", \"domain\": {\"name\": \"$(credential domain)\"}}}},
  \"scope\": {\"project\": {\"id\": \"$project\"}}}}" | tr -d '\r' | sed -n 's/^[Xx]-[Ss]ubject-[Tt]oken: //p')

# curl with that token; the answer, and an end of line.
call() {
  curl -s -H "X-Auth-Token: $token" -H 'Content-Type: application/json' "$@"
  echo
}

# Waits a minute at most until a field of an answer is so: `until_is running $url/… state`.
until_is() {
  deadline=$(($(date +%s) + 60))
  until is=$(call "$2" | field "$3"); [ "$is" = "$1" ]; do
    if [ "$(date +%s)" -ge $deadline ]; then
      echo "$3 of $2 is $is after 60 s, and not $1" >&2
      return 1
    fi
    sleep 0.2
  done
}

# Whether a process uses the processor, by its own count over a second: utime and stime of proc_pid_stat(5).
busy() {
  before=$(ticks "$1")
  sleep 1
  [ $(($(ticks "$1") - before)) -gt 20 ] && echo "process $1 computes" || echo "process $1 is idle"
}
ticks() {
  sed 's/.*) //' "/proc/$1/stat" | awk '{ print $12 + $13 }'
}

# Every process with the id of a batch in its environment, by the machine's own table; all but Sluice's own tools around it.
processes_of() {
  grep -lsz "^SLUICE_JOB_ID=$1" /proc/[0-9]*/environ | cut -d/ -f3 | xargs -r ps -o args= -p |
    grep -v -e unshare -e init.sh | sort || true
}
