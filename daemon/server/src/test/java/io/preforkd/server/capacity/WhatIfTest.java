package io.preforkd.server.capacity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.preforkd.pool.PoolMode;
import io.preforkd.pool.PoolSpec;
import io.preforkd.server.testing.PoolSpecs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WhatIfTest {
  private static final PoolSpec DYNAMIC = PoolSpecs.of(PoolMode.DYNAMIC);

  @Test
  void changesWhatItNamesAndNothingElse() {
    WhatIf other =
        WhatIf.parse("min=3,max=40,start=5,min-spare=4,max-spare=9,growth-cap=7,shrink-after=8s");
    PoolSpec spec = other.applyTo(DYNAMIC);
    assertEquals(3, spec.min());
    assertEquals(40, spec.max());
    assertEquals(5, spec.start());
    assertEquals(4, spec.minSpare());
    assertEquals(9, spec.maxSpare());
    assertEquals(7, spec.growthCap());
    assertEquals(8_000_000_000L, spec.shrinkAfter());
    String back =
        String.format(
            "min=%d,max=%d,start=%d,min-spare=%d,max-spare=%d,growth-cap=%d,shrink-after=%dms",
            DYNAMIC.min(),
            DYNAMIC.max(),
            DYNAMIC.start(),
            DYNAMIC.minSpare(),
            DYNAMIC.maxSpare(),
            DYNAMIC.growthCap(),
            DYNAMIC.shrinkAfter() / 1_000_000);
    assertEquals(DYNAMIC, WhatIf.parse(back).applyTo(spec));
    assertSame(DYNAMIC, WhatIf.NOTHING.applyTo(DYNAMIC));
  }

  @Test
  void theSizesOfAStaticPoolFollowMax() {
    PoolSpec spec = WhatIf.parse("mode=static,max=7").applyTo(DYNAMIC);
    assertEquals(PoolMode.STATIC, spec.mode());
    assertEquals(7, spec.min());
    assertEquals(7, spec.start());
  }

  @Test
  void theStartStaysWithinTheOthers() {
    assertEquals(9, WhatIf.parse("min=9,max=9").applyTo(DYNAMIC).start());
    assertEquals(1, WhatIf.parse("min=1,max=1").applyTo(DYNAMIC).start());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mix=3 | mix=3",
        "max | max",
        "max=3,,min=1 | KEY=VALUE",
        "dispatch=pass | min-spare"
      })
  void otherKeysAreNamed(String text, String named) {
    Exception e = assertThrows(IllegalArgumentException.class, () -> WhatIf.parse(text));
    assertTrue(e.getMessage().contains(named), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max=many | many",
        "max=0 | max must be at least 1",
        "mode=often | often",
        "mode=on-demand | can only be made static",
        "min-spare=100 | min-spare 100",
        "shrink-after=3 | is not a time"
      })
  void valuesThatNoPoolCanHaveAreNamed(String text, String named) {
    WhatIf other = WhatIf.parse(text);
    Exception e = assertThrows(IllegalArgumentException.class, () -> other.applyTo(DYNAMIC));
    assertTrue(e.getMessage().contains(named), e.getMessage());
  }
}
