#include <ares.h>
#include <ares_dns.h>
#include <arpa/nameser.h>
#include <netdb.h>
#include <sys/select.h>
