package io.preforkd.server.log;

import io.preforkd.config.Log;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/**
 * This process's stderr; systemd's journal is told how grave each line is, as sd-daemon(3) has it.
 */
final class StderrSink implements Sink {
  private final boolean isJournal;

  StderrSink(boolean isJournal) {
    this.isJournal = isJournal;
  }

  @Override
  public boolean write(Log.Level level, String text) {
    byte[] bytes =
        ((isJournal ? marked(level, text) : text) + "\n").getBytes(StandardCharsets.UTF_8);
    System.err.write(bytes, 0, bytes.length);
    boolean isLost = System.err.checkError();
    if (isLost) {
      anew();
    }
    return !isLost;
  }

  /** The one before remembers its failure for ever, and would write half a line with the next. */
  private static void anew() {
    FileOutputStream stderr = new FileOutputStream(FileDescriptor.err);
    System.setErr(new PrintStream(stderr, true, Charset.defaultCharset()));
  }

  private static String marked(Log.Level level, String text) {
    String mark = "<" + Priorities.of(level).number() + ">";
    return text.lines().map(line -> mark + line).collect(Collectors.joining("\n"));
  }
}
