package io.preforkd.server.sys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class NativeFaultTest {
  private static final String FOLDER = System.getProperty("java.io.tmpdir");

  private static LinkageError failed(String message, Throwable cause) {
    LinkageError e = new UnsatisfiedLinkError(message);
    e.initCause(cause);
    return e;
  }

  @Test
  void namesTheFolderAndWhatTheLinkerSaid() {
    LinkageError cause =
        failed("/tmp/a.so: /tmp/a.so: failed to map segment from shared object", null);
    LinkageError e = failed("failed to load the required native library", cause);
    assertTrue(NativeFault.isOfFolder(e));
    String text = NativeFault.text(e);
    assertEquals(
        "native libraries cannot be loaded from "
            + FOLDER
            + " (java.io.tmpdir): failed to map segment from shared object",
        text.substring(0, text.indexOf(';')));
  }

  @Test
  void leavesTheAdviceOfLibrariesOut() {
    String said =
        "no, see: java.io.IOException: Unable to write to `/t`. Set `X` not \"noexec\".\nat";
    LinkageError cause = failed(said, new IOException("No such file or directory"));
    LinkageError e = failed("could not load FFI provider", cause);
    assertTrue(NativeFault.isOfFolder(e));
    assertTrue(NativeFault.text(e).contains("): Unable to write to `/t`; "), NativeFault.text(e));
  }

  @Test
  void knowsThatAnotherCLibraryIsNotOfTheFolder() {
    assertFalse(NativeFault.isOfFolder(failed("libc.so.6: not found", null)));
  }
}
