#!/bin/sh
# Postfix, OpenSMTPD and Exim from Debian's packages, for test/real-servers.
#
#   scripts/real-smtp-servers.sh                          fetches all three (root, apt)
#   scripts/real-smtp-servers.sh start NAME PORT RUN_DIR  runs postfix, opensmtpd or exim in the
#                                                         foreground on 127.0.0.1:PORT (root)
#
# Nothing is installed on the machine: the packages conflict with each other, and their scripts would
# take over its mail. Each is unpacked, with the libraries that it needs, into a root directory of its
# own, and a run is a chroot into a copy of that. So paths, users and spools are Debian's, and the
# machine's own /etc, /var and port 25 are never touched.
#
# Postfix brings smtp-sink, a sink made for measuring: bin/smtp-sink in the same directory runs it,
# for anyone and without a chroot.
#
# The directory is PRESSRUN_SMTP_SERVERS, else pressrun/smtp-servers in XDG_CACHE_HOME or ~/.cache.
set -eu

cache=${PRESSRUN_SMTP_SERVERS:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/pressrun/smtp-servers}
checkout=$(cd "$(dirname "$0")/.." && pwd)
config=$checkout/test/real-servers/config

fail() {
  echo "real-smtp-servers: $1" >&2
  exit 1
}

fetch() {
  name=$1 package=$2
  if [ -e "$cache/$name/ready" ]; then
    echo "$name is in $cache/$name already"
    return
  fi
  root=$cache/$name.new
  rm -rf "$root"
  mkdir -p "$root/debs"
  # The package, and what apt would add for it: libraries that this machine doesn't have.
  more=$(apt-get install --print-uris -qq -y --no-install-recommends "$package" | awk '{ sub(/_.*/, "", $2); print $2 }')
  (cd "$root/debs" && apt-get download -qq -o APT::Sandbox::User=root $(printf '%s\n' "$package" $more | sort -u))
  for deb in "$root"/debs/*.deb; do dpkg -x "$deb" "$root"; done
  rm -rf "$root/debs" "$root/usr/share/doc" "$root/usr/share/man" "$root/etc/init.d"
  merge_usr "$root"
  cp -L /bin/sh "$root/usr/bin/sh"
  copy_libraries "$root"
  write_users "$root"
  touch "$root/ready"
  rm -rf "${cache:?}/$name"
  mv "$root" "$cache/$name"
  echo "$name is in $cache/$name now"
}

# bin, lib … are links into usr, as on the machine whose libraries are copied.
merge_usr() {
  for part in bin sbin lib lib64; do
    mkdir -p "$1/usr/$part"
    if [ -d "$1/$part" ]; then
      cp -a "$1/$part/." "$1/usr/$part/"
      rm -rf "${1:?}/$part"
    fi
    ln -s "usr/$part" "$1/$part"
  done
}

copy_libraries() {
  root=$1
  own=$(find "$root/usr/lib" -name '*.so*' -printf '%h\n' | sort -u | tr '\n' ':')
  find "$root/usr" -type f \( -perm -100 -o -name '*.so*' \) |
    while read -r file; do LD_LIBRARY_PATH=$own ldd "$file" 2>/dev/null || true; done |
    grep -o '/[^ ]*' | sort -u |
    while read -r library; do
      case $library in "$root"/*) continue ;; esac
      mkdir -p "$root$(dirname "$library")"
      [ -e "$root$library" ] || cp -L "$library" "$root$library"
    done
}

# A program from an unpacked root with that root's own loader and libraries.
put_smtp_sink() {
  root=$cache/postfix
  loader=$(find -L "$root/lib64" "$root/lib" -maxdepth 1 -name 'ld-linux*' | head -n 1)
  libraries=$root/usr/lib/postfix:$(dirname "$(find "$root/usr/lib" -name 'libc.so.6')")
  mkdir -p "$cache/bin"
  cat >"$cache/bin/smtp-sink" <<WRAPPER
#!/bin/sh
exec "$loader" --library-path "$libraries" "$root/usr/sbin/smtp-sink" "\$@"
WRAPPER
  chmod 755 "$cache/bin/smtp-sink"
}

# Names are the packages' own; the numbers exist only inside the chroot's passwd.
write_users() {
  cat >"$1/etc/passwd" <<PASSWD
root:x:0:0::/:/bin/sh
nobody:x:65534:65534::/:/bin/false
postfix:x:64501:64501::/:/bin/false
opensmtpd:x:64502:64502::/:/bin/false
opensmtpq:x:64503:64503::/:/bin/false
Debian-exim:x:64504:64504::/:/bin/false
reader:x:64505:64505::/:/bin/false
PASSWD
  sed 's/^\([^:]*\):x:\([0-9]*\):.*/\1:x:\2:/' "$1/etc/passwd" >"$1/etc/group"
  echo 'postdrop:x:64511:' >>"$1/etc/group"
  printf 'passwd: files\ngroup: files\nhosts: files\n' >"$1/etc/nsswitch.conf"
  printf '127.0.0.1 localhost mx.example.com\n' >"$1/etc/hosts"
  printf 'smtp 25/tcp\nsubmission 587/tcp\n' >"$1/etc/services"
  echo mx.example.com >"$1/etc/mailname"
}

# A copy for one run; links to the unpacked files where the file system can, so it costs nothing.
prepare() {
  name=$1 port=$2 run=$3
  [ -e "$cache/$name/ready" ] || fail "no $name in $cache; run scripts/real-smtp-servers.sh first"
  mkdir -p "$run"
  # A second start in the same directory goes on with its spool.
  [ ! -e "$run/ready" ] || return 0
  cp -al "$cache/$name/." "$run/" 2>/dev/null || cp -a "$cache/$name/." "$run/"
  mkdir -p "$run/dev" "$run/run" "$run/tmp" "$run/var" "$run/etc/tls"
  [ -e "$run/var/run" ] || ln -s ../run "$run/var/run"
  chmod 1777 "$run/tmp"
  mknod -m 666 "$run/dev/null" c 1 3 2>/dev/null || install -m 666 /dev/null "$run/dev/null"
  mknod -m 666 "$run/dev/urandom" c 1 9 2>/dev/null || true
  install -m 644 "$checkout/test/support/tls/localhost.crt" "$run/etc/tls/localhost.crt"
  install -m 600 "$checkout/test/support/tls/localhost.key" "$run/etc/tls/localhost.key"
}

put_config() {
  mkdir -p "$(dirname "$run/$2")"
  rm -f "$run/$2"
  sed "s/@PORT@/$port/" "$config/$name/$1" >"$run/$2"
}

start_postfix() {
  for file in main.cf master.cf recipients; do put_config "$file" "etc/postfix/$file"; done
  spool=$run/var/spool/postfix
  mkdir -p "$spool/pid" "$run/var/lib/postfix" "$run/var/log"
  for queue in active bounce corrupt defer deferred flush hold incoming private saved trace; do
    install -d -m 700 -o 64501 "$spool/$queue"
  done
  install -d -m 730 -o 64501 -g 64511 "$spool/maildrop"
  install -d -m 2710 -o 64501 -g 64511 "$spool/public"
  chown 64501 "$run/var/lib/postfix"
  exec chroot "$run" /usr/lib/postfix/sbin/master -c /etc/postfix
}

start_opensmtpd() {
  put_config smtpd.conf etc/smtpd.conf
  install -d -m 711 "$run/var/spool/smtpd"
  install -d -m 755 "$run/var/lib/opensmtpd/empty"
  # -P mda: what is accepted stays in the queue, where the tests count it.
  exec chroot "$run" /usr/sbin/smtpd -d -F -P mda
}

start_exim() {
  put_config exim4.conf etc/exim4/exim4.conf
  install -d -m 750 -o 64504 -g 64504 "$run/var/spool/exim4" "$run/var/log/exim4"
  chown 64504 "$run/etc/tls/localhost.key"
  exec chroot "$run" /usr/sbin/exim4 -bdf
}

[ "$(id -u)" = 0 ] || fail 'must run as root: mail servers change their user and chroot needs it'
case ${1:-install} in
  install)
    command -v apt-get >/dev/null || fail 'no apt-get here; this needs Debian or a relative of it'
    mkdir -p "$cache"
    fetch postfix postfix
    fetch opensmtpd opensmtpd
    fetch exim exim4-daemon-light
    put_smtp_sink
    echo "smtp-sink is $cache/bin/smtp-sink"
    ;;
  start)
    [ $# = 4 ] || fail 'usage: real-smtp-servers.sh start postfix|opensmtpd|exim PORT RUN_DIR'
    prepare "$2" "$3" "$4"
    "start_$2"
    ;;
  *) fail "unknown command $1" ;;
esac
