#!/bin/sh
# The first process of a batch: it runs the program as its child, passes signals on, reaps what is left
# to it, and writes down how the program ended. Its own end is the end of everything in its namespace.
#
#   init.sh namespace|tree ROOM WORK NODE [HIDDEN …] -- COMMAND …
#
# Descriptors 4 and 5 become the program's stdout and stderr. On descriptor 3 it says `ready` to the
# gateway and waits for `begin`, so that its pid and start time are on disk before the program starts
# (I7); a gateway that dies before that closes the descriptor. Lines of ROOM/record: `told SIGNAL
# caught|uncaught`, `ended STATUS`, `left PID NAME`. A status above 128 is told the way shells count: 128
# and the number of the signal.

isolation=$1 room=$2 work=$3 node=$4
shift 4
# The room of the record is taken already, so that it is written on a full disk, too.
exec 6<"$room" 7<>"$room/record" || exit 1

# Where memory runs out, a program goes before a gateway does; without the right to say so it stays as it is.
{ echo 600 >/proc/self/oom_score_adj; } 2>/dev/null

fail() {
  printf 'failed %s\n' "$1" >&3
  exit 1
}

# An empty file system hides a directory, and an empty file a file.
hide() {
  if [ -d "$1" ]; then
    mount -t tmpfs -o size=64k,mode=755,nosuid,nodev sluice "$1"
  elif [ -e "$1" ]; then
    mount --bind /dev/null "$1"
  fi || fail "hiding part of the machine: mount said $?"
}

while [ "$1" != -- ]; do
  [ "$isolation" = namespace ] && hide "$1"
  shift
done
shift

if [ "$isolation" = namespace ]; then
  mount -t tmpfs -o size=256m,mode=1777,nosuid,nodev sluice /dev/shm || fail 'the shared memory'
  # Where every user comes to, however closed the directories are in which the gateway has them. Descriptor 6
  # still leads to the room behind what hides it.
  mkdir "$work" && mount -c --bind /proc/self/fd/6/../work "$work" || fail 'the working directory'
  : >/dev/shm/node && mount --bind "$node" /dev/shm/node || fail 'the Node of the gateway'
  # What everybody may write to is its own: what it leaves there goes with its working directory, and the
  # user that it runs as finds nothing of whom it was before.
  for directory in /tmp /var/tmp; do
    [ ! -d "$directory" ] || [ -L "$directory" ] ||
      mount -c --bind /proc/self/fd/6/../work/.tmp "$directory" || fail "a $directory of its own"
  done
  [ ! -d /run/lock ] || mount -t tmpfs -o size=64k,mode=1777,nosuid,nodev sluice /run/lock ||
    fail 'a /run/lock of its own'
fi
cd "$work" || fail 'entering the working directory'

program='' told='' heard='' passed=''

# What is left to this process is its child as well as the program.
find_children() {
  children=''
  read -r children <"/proc/$$/task/$$/children" || [ -n "$children" ]
} 2>/dev/null

# All that comes from this process, parents before their children.
find_descent() {
  find_children
  descent='' level=$children
  while [ -n "$level" ]; do
    descent="$descent $level"
    next=''
    for pid in $level; do
      for born in /proc/"$pid"/task/*/children; do
        read -r children <"$born" || [ -n "$children" ] && next="$next $children"
      done
    done
    level=${next# }
  done
} 2>/dev/null

# To the whole namespace, so that what a wrapper has started hears it as well. Outside of a namespace `-1` would be
# the machine: there the gateway itself tells those that do not come from this process. A parent hears it first: it
# may begin another child in place of one that ends.
pass() {
  told=$1 heard=$1
  printf 'told %s %s\n' "$1" "$(handling "$1")" >&7
  if [ "$isolation" = namespace ] && [ $$ -eq 1 ]; then
    kill -s "$1" -- -1
    kill -s CONT -- -1
  elif [ -n "$program" ]; then
    find_descent
    # shellcheck disable=SC2086 # each word is a pid
    kill -s "$1" ${descent:-$program}
    # shellcheck disable=SC2086
    kill -s CONT ${descent:-$program}
    passed="$passed $descent"
  fi 2>/dev/null
}

# Those of its children to whom nothing was passed on are told as well: they were born meanwhile.
pass_late() {
  for pid in $children; do
    case " $passed " in *" $pid "*) continue ;; esac
    passed="$passed $pid"
    kill -s "$told" "$pid"
  done
} 2>/dev/null

# Whether the program has a handler for SIGTERM: proc_pid_status(5), SigCgt, the bit of signal 15.
handling() {
  [ "$1" = TERM ] && while read -r field mask; do
    [ "$field" = SigCgt: ] || continue
    mask=${mask%???}
    case ${mask#"${mask%?}"} in [4-7c-f]) echo caught && return ;; esac
  done <"/proc/$program/status"
  echo uncaught
} 2>/dev/null

# The first thread of a process may be a zombie while others go on.
has_threads() {
  set -- "$1"/task/*
  [ $# -gt 1 ]
}

# What runs beside this process in its namespace, a line each; a zombie runs no more. It starts no process
# of its own, which would be among them.
look() {
  others=''
  for entry in /proc/[0-9]*; do
    pid=${entry#/proc/}
    [ "$pid" = $$ ] && continue
    read -r stat <"$entry/stat" || continue
    case ${stat##*) } in
      X*) continue ;;
      Z*) has_threads "$entry" || continue ;;
    esac
    name=${stat#*\(}
    others="${others}left $pid ${name%)*}
"
    [ ${#others} -lt 4000 ] || break
  done
} 2>/dev/null

# Most are gone at once; those that take their time are not looked at so often. No grace is longer than ten minutes: a
# program that has told this process by itself to end gives what it leaves no more either.
looks=0
pause() {
  looks=$((looks + 1))
  if [ "$looks" -le 20 ]; then sleep 0.01; else sleep 0.05; fi
  [ "$looks" -le 12000 ]
}

for signal in HUP INT QUIT TERM USR1 USR2; do
  trap "pass $signal" "$signal"
done

printf 'ready\n' >&3
read -r word <&3 && [ "$word" = begin ] || exit 1
# Whoever makes this file first decides: this process begins, or a later gateway has said that it must not.
(set -C && : >/proc/self/fd/6/begun) 2>/dev/null || fail 'another gateway has decided about it'
[ -z "$told" ] || fail 'it was told to end before it began'

"$@" </dev/null >&4 2>&5 3>&- 4>&- 5>&- 6<&- 7>&- &
program=$!
printf 'begun\n' >&3
exec 3>&- 4>&- 5>&-

# `wait` also returns when a signal was passed on, with a status of its own. Then it is asked once more: of a program
# whose end it has told already it says 127.
status=''
while :; do
  heard=''
  wait "$program"
  last=$?
  [ "$last" = 127 ] && [ -n "$status" ] && break
  status=$last
  [ -n "$heard" ] || break
done 2>/dev/null
printf 'ended %s\n' "$status" >&7

if [ "$isolation" = tree ]; then
  # What loses its parent may have come to this process, which goes when all of them are gone. What was told to
  # stop has its grace; what the program only left behind has none.
  while find_children; do
    # shellcheck disable=SC2086 # each word is a pid
    if [ -n "$told" ]; then pass_late; else kill -s KILL $children; fi
    pause || break
  done 2>/dev/null
  exit 0
fi
# What was told to stop has its grace, which ends with a SIGKILL of this process.
look
while [ -n "$told" ] && [ -n "$others" ]; do
  pause || break
  look
done
printf '%s' "$others" >&7
