package io.preforkd.example;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.internal.PlatformDependent;
import io.preforkd.worker.WorkerContext;
import io.preforkd.worker.netty.PipelineHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What the event-driven Java runtime promises beyond the protocol: faults, exit codes, draining.
 */
class NettyChildTest {

  @Test
  void whatAPipelineDoesNotHandleCostsTheConnectionOnly() throws Exception {
    Outcome outcome = pass("many-exception", Throwing.class);
    says(outcome, "pool=conformance slot=1 gen=7 connection failed");
    says(outcome, "java.lang.IllegalStateException: as the test wants");
  }

  @Test
  void anErrorCostsTheChild() throws Exception {
    says(pass("many-error", Dying.class), "java.lang.AssertionError: as the test wants");
  }

  @Test
  void aConnectionThatTakesTooLongIsEndedAlone() throws Exception {
    Outcome outcome = pass("many-cut-off", Waiting.class);
    says(outcome, "pool=conformance slot=1 gen=7 is slow: 0.");
    says(outcome, "pool=conformance slot=1 gen=7 reaches connection-timeout: 0.");
  }

  @Test
  void tellsEachConnectionOfTheDrain() throws Exception {
    pass("many-drains", Leaving.class);
  }

  @Test
  void aFailedStartExitsWith70() throws Exception {
    says(
        pass("start-fails", FailingStart.class),
        "preforkd worker: pool=conformance slot=1 gen=7 start of "
            + FailingStart.class.getName()
            + " failed");
  }

  @Test
  void aClassThatIsNoPipelineHandlerExitsWith78() throws Exception {
    says(
        Conformance.assertPasses("config-fault", Program.nettyWorker(Hello.class.getName())),
        "does not implement io.preforkd.worker.netty.PipelineHandler");
  }

  @Test
  void leavesTheFlightRecorderOutUnlessItIsToldOtherwise() throws Exception {
    says(pass("starts", Telling.class), "events of buffers: false");
    List<String> told = new ArrayList<>(Program.nettyWorker(Telling.class.getName()));
    told.add(1, "-Dio.netty.jfr.enabled=true");
    says(Conformance.assertPasses("starts", told), "events of buffers: true");
  }

  private static Outcome pass(String transcript, Class<? extends PipelineHandler> handler)
      throws Exception {
    return Conformance.assertPasses(transcript, Program.nettyWorker(handler.getName()));
  }

  private static void says(Outcome outcome, String text) {
    assertTrue(outcome.text().contains(text), outcome.text());
  }

  /** Does something with the first byte. */
  private abstract static class Reading implements PipelineHandler {
    @Override
    public void connected(Channel channel, int listener) {
      channel.pipeline().addLast(new Reader());
    }

    abstract void read(Channel channel, byte first);

    /** The connection's end of it. */
    private final class Reader extends ChannelInboundHandlerAdapter {
      @Override
      public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        byte first = bytes.readByte();
        bytes.release();
        read(context.channel(), first);
      }
    }
  }

  /** Fails over a connection that sends an f. */
  public static final class Throwing extends Reading {
    @Override
    void read(Channel channel, byte first) {
      if (first == 'f') {
        throw new IllegalStateException("as the test wants");
      }
      var ignored = channel.close();
    }
  }

  /** Fails as no program should go on after. */
  public static final class Dying extends Reading {
    @Override
    void read(Channel channel, byte first) {
      throw new AssertionError("as the test wants");
    }
  }

  /** Keeps a connection that sends an s. */
  public static final class Waiting extends Reading {
    @Override
    void read(Channel channel, byte first) {
      if (first != 's') {
        var ignored = channel.close();
      }
    }
  }

  /** Says goodbye. */
  public static final class Leaving extends Reading {
    @Override
    void read(Channel channel, byte first) {}

    @Override
    public void draining(Channel channel) {
      ByteBuf bye = channel.alloc().buffer();
      bye.writeCharSequence("bye", StandardCharsets.US_ASCII);
      channel.writeAndFlush(bye).addListener(ChannelFutureListener.CLOSE);
    }
  }

  /** Says what Netty makes of its options. */
  public static final class Telling extends Reading {
    @Override
    public void start(WorkerContext context) {
      System.err.println("events of buffers: " + PlatformDependent.isJfrEnabled());
    }

    @Override
    void read(Channel channel, byte first) {}
  }

  /** Never becomes ready. */
  public static final class FailingStart extends Reading {
    @Override
    public void start(WorkerContext context) throws IOException {
      throw new IOException("as the test wants");
    }

    @Override
    void read(Channel channel, byte first) {}
  }
}
