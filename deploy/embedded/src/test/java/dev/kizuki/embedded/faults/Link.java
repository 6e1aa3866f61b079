package dev.kizuki.embedded.faults;

import dev.kizuki.embedded.servers.FreePorts;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.netcrusher.core.reactor.NioReactor;
import org.netcrusher.core.throttle.ThrottlerFactory;
import org.netcrusher.tcp.TcpCrusher;
import org.netcrusher.tcp.TcpCrusherBuilder;

/** The network between two servers, on the loopback interface: it can be slow, cut, or silent. */
final class Link implements Plant.Part {
  /** What Linux waits at the least before it sends a lost packet again. */
  private static final Duration RETRANSMISSION = Duration.ofMillis(200);

  private final NioReactor reactor;
  private final TcpCrusher crusher;
  private final int port = FreePorts.next();
  private volatile Duration delay = Duration.ZERO;
  private volatile double loss;

  /**
   * @param to the port at its far end
   */
  Link(int to) throws IOException {
    reactor = new NioReactor(1);
    ThrottlerFactory throttlers = address -> buffer -> nanosUntilItArrives();
    crusher =
        TcpCrusherBuilder.builder()
            .withReactor(reactor)
            .withBindAddress("127.0.0.1", port)
            .withConnectAddress("127.0.0.1", to)
            .withTcpNoDelay(true)
            .withIncomingThrottlerFactory(throttlers)
            .withOutgoingThrottlerFactory(throttlers)
            .buildAndOpen();
  }

  /** At its near end. */
  int port() {
    return port;
  }

  /** Holds what goes either way for so long. */
  void delay(Duration each) {
    delay = each;
  }

  /** Holds some of it, and all behind it, as long as TCP takes to send a lost packet again. */
  void lose(double share) {
    loss = share;
  }

  /** Neither delays nor loses. */
  void isPrompt() {
    delay = Duration.ZERO;
    loss = 0;
  }

  private long nanosUntilItArrives() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    Duration again =
        random.nextDouble() < loss
            ? RETRANSMISSION.plusMillis(random.nextLong(RETRANSMISSION.toMillis()))
            : Duration.ZERO;
    return delay.plus(again).toNanos();
  }

  /** Ends each connection; new ones come through. */
  void reset() {
    crusher.closeAllPairs();
  }

  /** Nothing comes through any connection there is, and nobody is told; new ones come through. */
  void swallow() {
    crusher.freezeAllPairs();
  }

  /** Ends each connection, and refuses new ones. */
  void refuse() {
    crusher.close();
  }

  /** After {@link #refuse()}. */
  void accept() {
    crusher.open();
  }

  @Override
  public void close() {
    if (crusher.isOpen()) {
      crusher.close();
    }
    reactor.close();
  }
}
