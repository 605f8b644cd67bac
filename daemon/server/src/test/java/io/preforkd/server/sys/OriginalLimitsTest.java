package io.preforkd.server.sys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class OriginalLimitsTest {

  private static final String RAISED =
      """
      Limit                     Soft Limit           Hard Limit           Units
      Max processes             95000                95000                processes
      Max open files            524288               524288               files
      """;

  @Test
  void asksForTheSoftLimitAloneWhenTheJvmRaisedIt() {
    assertEquals(
        Optional.of(new Rlimit("nofile", 1024, OptionalLong.empty())),
        OriginalLimits.nofile("1024", RAISED));
  }

  @Test
  void asksForNothingWhenItIsAsItWas() {
    assertEquals(Optional.empty(), OriginalLimits.nofile("524288", RAISED));
  }

  @Test
  void asksForNothingWhenNobodyToldWhatItWas() {
    assertEquals(Optional.empty(), OriginalLimits.nofile(null, RAISED));
  }

  @Test
  void understandsUnlimited() {
    String limits = RAISED.replace("524288", "unlimited");
    assertEquals(Optional.empty(), OriginalLimits.nofile("unlimited", limits));
  }

  @Test
  void namesThePropertyThatIsNoNumber() {
    Exception e =
        assertThrows(IllegalArgumentException.class, () -> OriginalLimits.nofile("many", RAISED));
    assertEquals("preforkd.nofile is many; it must be a number or unlimited", e.getMessage());
  }
}
