package io.preforkd.spamd.host.options;

import java.util.List;

/** The options of spamd 4.0.1, and the one that is ours. */
final class OptionTable {
  /**
   * Prints the configuration instead of running. Only the whole name means it, see {@link Getopt}.
   */
  static final String DUMP_CONFIG = "dump-config";

  /** A test compares them with those of the spamd that is installed. */
  static final List<OptionSpec> STOCK =
      specs(
          "allow-tell",
          "allowed-ips|A=s",
          "configpath|C=s",
          "c",
          "create-prefs!",
          "daemonize!",
          "debug|D:s",
          "default-user|U=s",
          "d",
          "groupname|g=s",
          "helper-home-dir|H:s",
          "help|h",
          "4|ipv4only|ipv4-only|ipv4",
          "6",
          "ldap-config!",
          "listen|listen-ip|ip-address|i:s",
          "local!",
          "L",
          "l",
          "round-robin!",
          "min-children=i",
          "max-children|m=i",
          "min-spare=i",
          "max-spare=i",
          "max-conn-per-child=i",
          "nouser-config|x",
          "paranoid!",
          "P",
          "pidfile|r=s",
          "port|p=s",
          "Q",
          "q",
          "server-cert=s",
          "server-key=s",
          "setuid-with-ldap",
          "setuid-with-sql",
          "siteconfigpath=s",
          "pre=s",
          "cf=s",
          "socketgroup=s",
          "socketmode=s",
          "socketowner=s",
          "socketpath=s",
          "sql-config!",
          "ssl",
          "ssl-verify",
          "ssl-ca-file=s",
          "ssl-ca-path=s",
          "ssl-port=s",
          "syslog-socket=s",
          "syslog|s=s",
          "log-timestamp-fmt:s",
          "timeout-tcp|T=i",
          "timeout-child|t=i",
          "timing",
          "user-config",
          "username|u=s",
          "version|V",
          "virtual-config-dir=s",
          "v",
          "vpopmail!",
          "F:i",
          "add-from!",
          "stop-at-threshold|S");

  private OptionTable() {}

  private static List<OptionSpec> specs(String... notations) {
    return List.of(notations).stream().map(OptionSpec::of).toList();
  }
}
