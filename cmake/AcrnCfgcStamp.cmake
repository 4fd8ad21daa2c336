# cmake -DDEPFILE=<file> -DSTAMP=<file> -P AcrnCfgcStamp.cmake: the rule of acrn-cfgc about the files
# it has made becomes one about a time stamp, in <STAMP>.d, and the stamp is renewed.
file(READ "${DEPFILE}" rule)
# The targets end at the first colon that no backslash quotes; rules without prerequisites follow
# after an empty line.
string(REGEX MATCH "^(\\\\.|[^:\\])*:" targets "${rule}")
string(LENGTH "${targets}" length)
string(SUBSTRING "${rule}" ${length} -1 rule)
string(REGEX REPLACE "\n\n.*$" "\n" rule "${rule}")
string(REPLACE " " "\\ " quoted "${STAMP}")
file(WRITE "${STAMP}.d" "${quoted}:${rule}")
file(TOUCH "${STAMP}")
