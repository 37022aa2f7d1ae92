# What `cpack` makes of the installed files: a .deb and a .tar.gz. packaging/release.sh calls it, with SOURCE_DATE_EPOCH:
# the same sources make the same bytes.
set(CPACK_PACKAGE_NAME hopproof)
set(CPACK_PACKAGE_VENDOR "the maintainers of hopproof")
set(CPACK_PACKAGE_CONTACT "the maintainers of hopproof <maintainers@hopproof.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "prove what every hop of an LVS-NAT deployment does to a packet")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_GENERATOR DEB)
# cpack -D HOPPROOF_VERSION_SUFFIX=+20260101.abc: of something that is no release.
set(CPACK_PROJECT_CONFIG_FILE ${CMAKE_SOURCE_DIR}/packaging/package_version.cmake)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS OFF)
# Every lab calls iptables-restore; what a case may name as well is recommended; the machine with ip_vs is suggested.
set(CPACK_DEBIAN_PACKAGE_DEPENDS iptables)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "nftables, ipset, iproute2, conntrack, procps, curl, nginx-light, tcpdump")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "qemu-system-x86, ipvsadm, kmod, iputils-ping, netbase")
file(READ ${CMAKE_SOURCE_DIR}/packaging/debian/description CPACK_DEBIAN_PACKAGE_DESCRIPTION)
include(CPack)
