#pragma once

#include <span>
#include <string>
#include <vector>

namespace hopproof {

/// A configuration file of keepalived, and where it lies below the folder of the first one.
struct KeepalivedFile {
  std::string path;  ///< "keepalived.conf", "conf.d/web.conf"
  std::string text;
};

/// A case in which the real keepalived reads these files, the first of which is the main one, as
/// the host `id` would (`-i ID`), and lists what it made of them: its services by `ipvsadm -Sn` and
/// `ipvsadm -Ln --thresholds`, its addresses by `ip -o addr`. The node has every interface that the
/// files name. TCP leaves it for nowhere, so no check has failed when the services are listed.
std::string keepalived_case(std::span<const KeepalivedFile> files, const std::string& id);

/// The addresses that such a case gives to the interfaces, which are not of the configuration.
bool is_of_keepalived_case(const std::string& line);

/// What a case has no word for, as comments: "keepalived.conf:12: sorry_server 10.1.0.99 80".
std::vector<std::string> keepalived_remarks(std::span<const KeepalivedFile> files);

}  // namespace hopproof
