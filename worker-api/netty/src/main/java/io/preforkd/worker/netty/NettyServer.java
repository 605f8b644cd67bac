package io.preforkd.worker.netty;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.EpollSocketChannel;
import io.preforkd.worker.WorkerContext;
import io.preforkd.worker.protocol.Limits;
import io.preforkd.worker.runtime.AcceptFailure;
import io.preforkd.worker.runtime.Accepted;
import io.preforkd.worker.runtime.ManyOrders;
import io.preforkd.worker.runtime.ManyServer;
import io.preforkd.worker.runtime.Place;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Serves all connections on the main thread, in one event loop. */
final class NettyServer implements ManyServer {
  /** Until something happens. */
  private static final long WAIT = 0;

  private static final EpollIoOps CLIENTS = EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLET);

  private final PipelineHandler handler;
  private final Set<Tenant> tenants = new LinkedHashSet<>();
  private final List<RawWatch> clients = new ArrayList<>();
  private final List<Tenant> aside = new ArrayList<>();
  private InheritedListeners listeners;
  private ManualIoEventLoop loop;
  private ManyOrders orders;
  private RawWatch parent;
  private Patience patience;
  private TenantLog log;
  private Throwable fault;

  NettyServer(PipelineHandler handler) {
    this.handler = handler;
  }

  @Override
  public void start(WorkerContext context) throws Exception {
    handler.start(context);
  }

  @Override
  public void run(ManyOrders itsOrders, Limits limits, Place place) throws IOException {
    orders = itsOrders;
    loop = new ManualIoEventLoop(Thread.currentThread(), EpollIoHandler.newFactory());
    log = new TenantLog(place.identity());
    listeners = new InheritedListeners(orders.listenerCount());
    patience = new Patience(loop, limits, log);
    parent =
        new RawWatch(loop, listeners.channel(), EpollIoOps.EPOLLIN, orders::hear, this::remember);
    orders.open(this, limits.concurrency());
    while (fault == null && !(orders.isLeaving() && tenants.isEmpty())) {
      loop.run(WAIT);
    }
    throwFault();
  }

  @Override
  public void stop() {
    handler.stop();
  }

  @Override
  public boolean accept(int listener) throws AcceptFailure {
    int fd = listeners.accept(listener);
    return fd >= 0 && keep(fd, listener, false);
  }

  @Override
  public void adopt(Accepted accepted) {
    keep(accepted.passedAs(), accepted.listener(), true);
  }

  /** One that ends at once may bring the next. */
  @Override
  public void begin() {
    List<Tenant> all = List.copyOf(aside);
    aside.clear();
    all.forEach(this::begin);
  }

  @Override
  public void watch(boolean wanted) {
    clients.forEach(RawWatch::close);
    clients.clear();
    for (int i = 0; wanted && i < listeners.count(); i++) {
      clients.add(
          new RawWatch(loop, listeners.descriptor(i), CLIENTS, orders::takeFreely, this::remember));
    }
  }

  @Override
  public void later(long nanos) {
    var ignored = loop.schedule(() -> guarded(orders::onTime), nanos, TimeUnit.NANOSECONDS);
  }

  /** The channel would tell of its end for ever. */
  @Override
  public void drained() {
    parent.close();
    for (Tenant tenant : List.copyOf(tenants)) {
      if (!succeeds(() -> handler.draining(tenant.channel()))) {
        tenant.fail();
      }
    }
  }

  /** The client has sent its first byte. */
  void spoke(Tenant tenant) {
    patience.spoke(tenant);
  }

  /** The author's code has failed; an Error ends the child. */
  void failed(Throwable cause) {
    if (cause instanceof Error) {
      remember(cause);
    } else {
      log.failed(cause);
    }
  }

  private boolean keep(int fd, int listener, boolean isPassed) {
    Channel channel =
        listeners.isUnix(listener) ? new EpollDomainSocketChannel(fd) : new EpollSocketChannel(fd);
    return aside.add(new Tenant(this, channel, listener, isPassed));
  }

  private void begin(Tenant tenant) {
    Channel channel = tenant.channel();
    tenants.add(tenant);
    patience.begin(tenant);
    tenant.addFirst(patience.isLimited());
    boolean isFilled = succeeds(() -> handler.connected(channel, tenant.listener()));
    tenant.addLast();
    channel.closeFuture().addListener(closed -> guarded(() -> end(tenant)));
    register(channel);
    if (!isFilled) {
      tenant.fail();
    } else if (!channel.isActive()) {
      var ignored = channel.close(); // the client had left before
    }
  }

  private void register(Channel channel) {
    EventLoopGroup group = loop; // the loop's own method of that name is deprecated
    var ignored = group.register(channel);
  }

  private void end(Tenant tenant) throws IOException {
    if (tenants.remove(tenant)) {
      patience.end(tenant);
      orders.ended(!tenant.hasFailed(), tenant.age(System.nanoTime()));
    }
  }

  private boolean succeeds(Step step) {
    try {
      step.run();
      return true;
    } catch (Throwable e) {
      failed(e);
      return false;
    }
  }

  private void guarded(RawWatch.Task task) {
    try {
      task.run();
    } catch (Throwable e) {
      remember(e);
    }
  }

  private void remember(Throwable e) {
    fault = fault == null ? e : fault;
  }

  private void throwFault() throws IOException {
    if (fault instanceof IOException e) {
      throw e;
    }
    if (fault instanceof Error e) {
      throw e;
    }
    if (fault != null) {
      throw new IllegalStateException("the event loop cannot go on", fault);
    }
  }

  /** A call of the author's code. */
  private interface Step {
    void run() throws Exception;
  }
}
