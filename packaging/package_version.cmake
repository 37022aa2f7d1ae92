# Read by cpack before it packs.
if(HOPPROOF_VERSION_SUFFIX)
  string(APPEND CPACK_PACKAGE_VERSION "${HOPPROOF_VERSION_SUFFIX}")
endif()
