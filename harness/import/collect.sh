#!/bin/sh
# hopproof collect: what this host says about its LVS deployment, as one text.
#
#   ssh root@lb1 sh -s < collect.sh > lb1.txt
#
# It reads. It writes no file, loads no kernel module and changes nothing; it asks ipvsadm, iptables and nft only where what
# they would load is loaded. Passwords and keys are blanked. Every command ends after 10 seconds and after 1,000,000 bytes.
# Without root it prints what anybody may see, and says what is missing. Look at the text before you give it away.
LC_ALL=C
export LC_ALL
redact_key='@KEY@' # of --redact: addresses are renamed, the same way wherever this very script runs

# What one network namespace says: a script of its own, since it runs there. Arguments: the namespace's name ('' on the host
# itself), the key, and whether nf_tables is there.
of_a_namespace() {
  cat <<'END_OF_SCRIPT'
space=$1 redact_key=$2 nf_tables=$3
if timeout 5 true 2>/dev/null; then bounded='timeout 10'
elif timeout -t 5 true 2>/dev/null; then bounded='timeout -t 10'
else bounded=''; fi

# Reads what a command printed, and "#status N" behind it. Prints what may be shown of it.
filter() {
  awk -v kind="$1" -v key="$redact_key" -v limit=1000000 '
    function hex(text,   i, value) {
      value = 0
      for (i = 1; i <= length(text); ++i) value = value * 16 + index("0123456789abcdef", tolower(substr(text, i, 1))) - 1
      return value
    }
    function mixed(state) { state = (state * state + key) % 67108859; return (state * state + 12345) % 67108859 }
    # The bits of `value`, `width` of them, flipped where the key and all bits before say so; the first `kept` stay.
    function renamed(value, width, kept,   i, bit, unit, out) {
      out = 0
      for (i = 1; i <= width; ++i) {
        unit = 2 ^ (width - i)
        bit = int(value / unit) % 2
        out += unit * (i > kept && int(mixed(path) / 1024) % 2 ? 1 - bit : bit)
        path = (path * 2 + bit + 1) % 67108859
      }
      return out
    }
    function v4(text,   part, bytes, slash, kept, i, out, unit) {
      if (text in known) return known[text]
      split(text, slash, "/")
      split(slash[1], part, ".")
      if (part[1] == 0 || part[1] == 127 || part[1] >= 224 || (part[1] == 169 && part[2] == 254)) return known[text] = text
      path = part[1] + 1
      kept = part[1] == 192 ? 8 : part[1] == 172 ? 4 : part[1] == 100 ? 2 : 0
      out[1] = part[1]
      out[2] = renamed(part[2], 8, kept)
      out[3] = renamed(part[3], 8, 0)
      out[4] = part[4]
      if (slash[2] != "")
        for (i = 2; i <= 3; ++i) { # a network stays one: no bits behind its prefix
          unit = slash[2] >= i * 8 ? 1 : slash[2] <= (i - 1) * 8 ? 256 : 2 ^ (i * 8 - slash[2])
          if (part[i] % unit == 0 && (i == 3 || part[3] == 0 || unit == 1) && part[4] == 0) out[i] -= out[i] % unit
        }
      return known[text] = out[1] "." out[2] "." out[3] "." out[4] (slash[2] == "" ? "" : "/" slash[2])
    }
    function v6(text,   slash, part, count, i, lead, out, unit, ours) {
      if (text in known) return known[text]
      split(text, slash, "/")
      count = split(slash[1], part, ":")
      lead = hex(part[1])
      path = lead % 65536 + 1
      out = part[1]
      ours = part[1] != "" && lead != 65152 && lead < 65280
      for (i = 2; i <= count; ++i) {
        if (part[i] == "" || part[i] ~ /[.]/) ours = 0
        if (ours && i <= 4) {
          part[i] = renamed(hex(part[i]), 16, 0)
          if (slash[2] != "" && slash[2] < i * 16 && i > 1) {
            unit = slash[2] <= (i - 1) * 16 ? 65536 : 2 ^ (i * 16 - slash[2])
            if (slash[1] ~ /::$/) part[i] -= part[i] % unit
          }
          part[i] = sprintf("%x", part[i])
        } else if (i == count - 1 && part[i] ~ /^fe/ && part[i - 1] ~ /ff$/ && length(part[i]) == 4) {
          part[i] = sprintf("fe%02x", renamed(hex(substr(part[i], 3)), 8, 0)) # made of a MAC address
          part[count] = sprintf("%x", renamed(hex(part[count]), 16, 0))
        }
        out = out ":" part[i]
      }
      return known[text] = out (slash[2] == "" ? "" : "/" slash[2])
    }
    function mac(text,   part, i, out) {
      if (text ~ /^(00:00:00:00:00:00|ff:ff:ff:ff:ff:ff)$/) return text
      split(text, part, ":")
      path = hex(part[1] part[2] part[3]) % 67108859
      out = part[1] ":" part[2] ":" part[3]
      for (i = 4; i <= 6; ++i) out = out sprintf(":%02x", renamed(hex(part[i]), 8, 0))
      return out
    }
    function is_mac(text) { return length(text) == 17 && text ~ /^[0-9a-f][0-9a-f]:[0-9a-f:]*$/ && split(text, pieces, ":") == 6 }
    function redacted(text,   out, word, colons) {
      out = ""
      while (match(text, /[0-9a-fA-F]*[:.][0-9a-fA-F:.]+(\/[0-9]+)?/)) {
        word = substr(text, RSTART, RLENGTH)
        out = out substr(text, 1, RSTART - 1)
        text = substr(text, RSTART + RLENGTH)
        colons = split(word, pieces, ":") - 1
        if (word ~ /^[0-9]+[.][0-9]+[.][0-9]+[.][0-9]+(\/[0-9]+)?$/) word = v4(word)
        else if (word ~ /^[0-9]+[.][0-9]+[.][0-9]+[.][0-9]+:[0-9]+$/) word = v4(pieces[1]) ":" pieces[2]
        else if (is_mac(word)) word = mac(word)
        else if (colons >= 2 && (word ~ /::/ || colons == 7)) word = v6(word)
        out = out word
      }
      return out text
    }
    function secret(line,   from) {
      if (match(tolower(line), /(auth_pass|auth_key|passwd|password|secret|community|token|psk|private_?key)[ \t"=:]*/)) {
        from = RSTART + RLENGTH
        return substr(line, 1, from - 1) "***"
      }
      return line
    }
    function octets(text,   i, out) {
      out = ""
      for (i = 7; i >= 1; i -= 2) out = out (out == "" ? "" : ".") hex(substr(text, i, 2))
      return out
    }
    function groups(text,   word, out) { # /proc/net/tcp6: four words, the bytes of each backwards
      out = ""
      for (word = 0; word < 4; ++word)
        out = out sprintf("%s%x:%x", out == "" ? "" : ":", hex(substr(text, word * 8 + 7, 2) substr(text, word * 8 + 5, 2)),
                          hex(substr(text, word * 8 + 3, 2) substr(text, word * 8 + 1, 2)))
      return out
    }
    function listener(   end, address) {
      if ($4 != "0A" && $4 != "07") return ""
      split($2, end, ":")
      address = length(end[1]) == 8 ? octets(end[1]) : "[" groups(end[1]) "]"
      return ($4 == "0A" ? "tcp " : "udp ") address ":" hex(end[2])
    }
    function put(line) {
      if (kind == "sysctl" && (line !~ /^net\.(ipv4|ipv6|netfilter|bridge|core)\./ || line ~ /stable_secret|fastopen_key/)) return
      if (kind == "listeners") line = listener()
      if (kind == "endpoints") line = $6 ~ /^[0-9]+$/ ? "sctp " ($9 ~ /:/ ? "[" $9 "]" : $9) ":" $6 : ""
      if ((kind == "listeners" || kind == "endpoints") && line == "") return
      if (kind == "file") line = secret(line)
      if (line ~ /^#(==|--)\[/) line = " " line
      if (key != "") line = redacted(line)
      size += length(line) + 1
      if (size <= limit && (kind != "entries" || ++lines <= 202)) print line
      else cut = 1
    }
    /^#status [0-9]+$/ { status = $2; next }
    held { put(last) }
    { last = $0; held = 1; if (kind == "listeners" || kind == "endpoints") { put(last); held = 0 } }
    END {
      if (held && last != "") put(last)
      if (cut) print "#--[ cut: there was more ]"
      print "#--[ " status " ]"
    }'
}

# "show KIND COMMAND...": its section.
show() {
  kind=$1
  shift
  printf '#==[ %s%s ]\n' "${space:+netns $space: }" "$*"
  if ! command -v "$1" >/dev/null 2>&1; then printf '#--[ there is no program %s ]\n' "$1"; return; fi
  { $bounded "$@" </dev/null 2>&1; printf '\n#status %s\n' "$?"; } | filter "$kind"
}
# "skip REASON COMMAND...": why there is no section of that command.
skip() {
  reason=$1
  shift
  printf '#==[ %s%s ]\n#--[ not asked: %s ]\n' "${space:+netns $space: }" "$*" "$reason"
}

if [ -z "$space" ]; then
  show text hostname
  show text uname -r
  show text date -u
  show text id -u
  for file in /etc/iproute2/rt_tables /etc/keepalived/*.conf /etc/keepalived/*/*.conf /etc/ha.d/ldirectord.cf /etc/ldirectord.cf; do
    if [ -r "$file" ]; then show file cat "$file"
    elif [ -e "$file" ]; then skip 'it may not be read' cat "$file"; fi
  done
fi
show text ip -j -d addr
show text ip -d addr
show text ip -j route show table all
show text ip route show table all
show text ip -j -6 route show table all
show text ip -6 route show table all
show text ip -j rule
show text ip rule
show text ip -j -6 rule
show text ip -6 rule
show text ip -j neigh
show sysctl sysctl -a
show listeners cat /proc/net/tcp
show listeners cat /proc/net/udp
if [ -e /proc/net/tcp6 ]; then
  show listeners cat /proc/net/tcp6
  show listeners cat /proc/net/udp6
fi
if [ -e /proc/net/sctp/eps ]; then show endpoints cat /proc/net/sctp/eps; fi
if [ -e /proc/net/ip_vs ] || [ -n "$HOPPROOF_ENGINE" ]; then
  show text ipvsadm -Sn
  show text ipvsadm -Ln --nosort
  show text ipvsadm -Ln --thresholds
  show text ipvsadm -L --timeout
  show text ipvsadm -L --daemon
  show entries ipvsadm -Lnc
  if ! command -v ipvsadm >/dev/null 2>&1; then show text cat /proc/net/ip_vs; fi
else
  skip 'ip_vs is not loaded' ipvsadm -Sn
fi
if [ -n "$nf_tables" ] || [ -s /proc/net/ip_tables_names ]; then show text iptables-save -c
else skip 'neither nf_tables nor a table of iptables is loaded' iptables-save -c; fi
if [ -n "$nf_tables" ] || [ -s /proc/net/ip6_tables_names ]; then show text ip6tables-save -c
else skip 'neither nf_tables nor a table of ip6tables is loaded' ip6tables-save -c; fi
if [ -s /proc/net/ip_tables_names ] && command -v iptables-legacy-save >/dev/null 2>&1; then show text iptables-legacy-save -c; fi
if [ -d /sys/module/ip_set ]; then show text ipset save
else skip 'ip_set is not loaded' ipset save; fi
if [ -n "$nf_tables" ]; then show text nft list ruleset
else skip 'nf_tables is not loaded' nft list ruleset; fi
END_OF_SCRIPT
}

printf '#hopproof-collect 1\n'
if [ -n "$redact_key" ]; then printf '# Addresses are renamed; prefixes, and which address is in which network, are kept.\n'; fi
if [ "$(id -u)" != 0 ]; then
  printf '# Not root: services, firewall rules, sets and other namespaces are missing. Run it as root for them.\n'
fi
nf_tables=
if [ -d /sys/module/nf_tables ] || grep -q '^nf_tables ' /proc/modules 2>/dev/null ||
  grep -qm1 ' nf_tables_newtable' /proc/kallsyms 2>/dev/null; then nf_tables=yes; fi
of_a_namespace | sh -s -- '' "$redact_key" "$nf_tables"
for file in /run/netns/* /run/docker/netns/*; do
  [ -e "$file" ] || continue
  name=${file##*/}
  if ! command -v nsenter >/dev/null 2>&1; then
    printf '#==[ netns %s ]\n#--[ there is no program nsenter ]\n' "$name"
  elif ! nsenter --net="$file" true 2>/dev/null; then
    printf '#==[ netns %s ]\n#--[ it cannot be entered: run this as root ]\n' "$name"
  else
    of_a_namespace | nsenter --net="$file" sh -s -- "$name" "$redact_key" "$nf_tables"
  fi
done
printf '#hopproof-collect ends\n'
