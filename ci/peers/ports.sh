# Sourced by what starts a real server on loopback.

# Ports that the kernel calls free. Another process may take one before Dovecot binds it: then again.
free_ports() {  # two
  python3 -c 'import socket
s = [socket.socket() for _ in range(2)]
[x.bind(("127.0.0.1", 0)) for x in s]
print(*[x.getsockname()[1] for x in s])'
}

answers() {  # PORT: does somebody greet there?
  local line=
  { exec 9<>"/dev/tcp/127.0.0.1/$1"; } 2>/dev/null || return 1
  read -r -t 5 line <&9 || :
  exec 9>&-
  case $line in +OK*) return 0 ;; *) return 1 ;; esac
}
