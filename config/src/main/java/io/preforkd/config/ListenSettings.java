package io.preforkd.config;

import java.util.Optional;

/**
 * One listening socket.
 *
 * @param name what the child knows it by; unique in the pool, without a colon
 * @param backlog connections the kernel may hold, 1 to {@link #LONGEST_BACKLOG}
 * @param ipv6Only for TCP over IPv6: leave IPv4 alone
 * @param owner of a unix path
 * @param group of a unix path
 * @param mode permission bits of a unix path
 * @param anyOf of the pool's listeners with the same one, one is enough
 */
public record ListenSettings(
    String name,
    ListenAddress address,
    int backlog,
    boolean ipv6Only,
    Optional<String> owner,
    Optional<String> group,
    int mode,
    Optional<String> anyOf) {
  /** The most that a listener may ask for; the system may have less. */
  public static final int LONGEST_BACKLOG = 65_535;

  /** One that the pool cannot be without. */
  public ListenSettings(
      String name,
      ListenAddress address,
      int backlog,
      boolean ipv6Only,
      Optional<String> owner,
      Optional<String> group,
      int mode) {
    this(name, address, backlog, ipv6Only, owner, group, mode, Optional.empty());
  }

  /**
   * The name tells most apart; a hash of everything would be made of code that each start writes.
   */
  @Override
  public int hashCode() {
    return name.hashCode();
  }
}
