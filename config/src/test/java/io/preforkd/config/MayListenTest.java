package io.preforkd.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MayListenTest {
  private final MayListen some =
      new MayListen(
          List.of(MayListen.tcp("127.0.0.1", 80), MayListen.tcp("::1", 81), MayListen.unix("@x")));

  @Test
  void allowsWhatIsNamedAlone() {
    assertTrue(some.allows(MayListen.tcp("127.0.0.1", 80)));
    assertTrue(some.allows(MayListen.unix("@x")));
    assertFalse(some.allows(MayListen.tcp("127.0.0.1", 81)));
    assertFalse(some.allows(MayListen.tcp("127.0.0.2", 80)));
    assertFalse(some.allows(MayListen.tcp("*", 80)));
    assertFalse(some.allows(MayListen.unix("/x")));
    assertFalse(MayListen.NOTHING.allows(MayListen.unix("@x")));
  }

  @Test
  void anAddressMayBeWrittenInManyWays() {
    assertTrue(some.allows(MayListen.tcp("0:0:0:0:0:0:0:1", 81)));
  }

  @Test
  void theStarAllowsEveryAddressOfItsPort() {
    MayListen port = new MayListen(List.of(MayListen.tcp("*", 80)));
    assertTrue(port.allows(MayListen.tcp("127.0.0.1", 80)));
    assertTrue(port.allows(MayListen.tcp("::", 80)));
    assertTrue(port.allows(MayListen.tcp("*", 80)));
    assertFalse(port.allows(MayListen.tcp("127.0.0.1", 81)));
  }

  @Test
  void twoOfThemAllowWhatOneDoes() {
    MayListen both = some.or(new MayListen(List.of(MayListen.unix("/x"))));
    assertTrue(both.allows(MayListen.unix("/x")) && both.allows(MayListen.unix("@x")));
  }

  @ParameterizedTest
  @CsvSource({"localhost, 80", "127.0.0.1, 65536", "300.0.0.1, 80", "'', 80", "'1.2.3.4:80', 80"})
  void whatIsNoAddressIsRefusedWithTheRemedy(String host, long port) {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> MayListen.tcp(host, port));
    assertTrue(refusal.getMessage().contains(" is no address; give "), refusal.getMessage());
  }

  @Test
  void aPathIsAbsolute() {
    assertThrows(IllegalArgumentException.class, () -> MayListen.unix("x"));
    assertEquals("unix:/x", MayListen.unix("/x").toString());
  }
}
