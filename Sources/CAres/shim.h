// The calls used here exist in every version since 1.11; newer ones mark some of them as superseded.
#define CARES_NO_DEPRECATED
#include <ares.h>
#include <ares_dns.h>
#include <arpa/nameser.h>
#include <netdb.h>
#include <sys/select.h>
