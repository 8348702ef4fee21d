# A private network with an outside world behind a cable: runs a program in it, until the standard input ends.
#
#   private-network.sh FOLDER "HIDDEN PROGRAMS" "THE COMMAND OF THE OUTSIDE WORLD" THE COMMAND OF THE PROGRAM...
#
# It is called in a network and a mount namespace of its own.
set -eu
folder=$1 hidden=$2 outside=$3
shift 3
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
exec 3<&0

within_30_seconds() {
  for _ in $(seq 600); do
    ! "$@" || return 0
    sleep 0.05
  done
  echo "not within 30 seconds: $*" >&2
  return 1
}
is_elsewhere() { [ "$(readlink /proc/self/ns/net)" != "$(readlink /proc/$there/ns/net)" ]; }

for program in $hidden; do
  mount --bind /dev/null "$(command -v "$program")"
done
echo "nameserver 198.51.100.1" >"$folder/resolv.conf"
mount --bind "$folder/resolv.conf" /etc/resolv.conf

# shellcheck disable=SC2086 # several words
unshare --net $outside "$folder/outside" <&3 >/dev/null & # the output is the program's alone
there=$!
within_30_seconds is_elsewhere
ip link set lo up
ip link add out type veth peer name in netns "$there"
ip address add 198.51.100.2/24 dev out
ip link set out up
nsenter --net=/proc/$there/ns/net ip address add 198.51.100.1/24 dev in
nsenter --net=/proc/$there/ns/net ip link set in up
ip route add default via 198.51.100.1
within_30_seconds [ -e "$folder/outside" ]
exec "$@"
