package dev.kizuki.stream.standin;

import dev.kizuki.stream.bridge.ImageBridge;
import dev.kizuki.stream.bridge.PeerSession;
import dev.kizuki.stream.metrics.StandInMetrics;
import dev.kizuki.stream.mqtt.MqttFailure;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The session of one silent peer, taken over. While nobody else takes the peer's new images, the
 * session goes on. If live instances take them, the session is emptied and ended in this order, so
 * that no image is lost:
 *
 * <ol>
 *   <li>The images that waited are taken. The broker has sent them all when it could send more than
 *       it does, which is when few images are unacknowledged for {@link #CALM_STEPS} steps.
 *   <li>The subscriptions are ended.
 *   <li>When no image has come for {@link #QUIET} and all are acknowledged, the session is deleted.
 * </ol>
 */
final class StandIn implements PeerSession, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StandIn.class);

  /** One step is about one second. */
  static final int CALM_STEPS = 3;

  static final Duration QUIET = Duration.ofSeconds(2);

  private final String peer;
  private final StandInMetrics metrics;
  private final LongSupplier nanoTime;
  private final long startedNs;
  private final int fewImages;
  private final Session session;
  private int calmSteps;
  // written by the threads of the MQTT client, too
  private volatile boolean takenOver;
  private volatile boolean unsubscribed;
  private volatile long lastArrivalNs;

  /** The bridge as this class needs it. */
  interface Session extends AutoCloseable {
    /** Begins to connect. */
    void start();

    /** Returns whether it is connected. */
    boolean isReady();

    /** See {@link ImageBridge#unacknowledged}. */
    int unacknowledged();

    /** See {@link ImageBridge#unsubscribe}. */
    void unsubscribe() throws MqttFailure;

    /** See {@link ImageBridge#closeForGood}. */
    boolean closeForGood();

    /** See {@link ImageBridge#close}. */
    @Override
    void close();
  }

  /** Makes the bridge of the session of a peer. */
  interface Sessions {
    /**
     * @param told is told what happens to the session
     */
    Session open(PeerSession told);
  }

  /**
   * @param peer the client identifier of the peer
   * @param receiveMaximum the most images that the broker sends before it gets an acknowledgement
   * @param nanoTime a clock such as {@link System#nanoTime}
   */
  StandIn(
      String peer,
      int receiveMaximum,
      Sessions sessions,
      StandInMetrics metrics,
      LongSupplier nanoTime) {
    this.peer = peer;
    this.metrics = metrics;
    this.nanoTime = nanoTime;
    this.startedNs = nanoTime.getAsLong();
    this.lastArrivalNs = startedNs;
    this.fewImages = receiveMaximum / 2;
    this.session = sessions.open(this);
  }

  void start() {
    session.start();
  }

  long startedNs() {
    return startedNs;
  }

  boolean isReady() {
    return !takenOver && session.isReady();
  }

  /** Returns whether another client has the session now. */
  boolean isTakenOver() {
    return takenOver;
  }

  @Override
  public void arrived() {
    lastArrivalNs = nanoTime.getAsLong();
    metrics.taken();
  }

  @Override
  public void ready() {
    // a new connection may have subscribed again
    unsubscribed = false;
  }

  @Override
  public void takenOver() {
    takenOver = true;
  }

  /**
   * Goes one step on.
   *
   * @param served whether live instances take the new images of the peer
   * @return whether the session is empty and has ended
   */
  boolean step(boolean served) {
    if (!isReady()) {
      calmSteps = 0;
      return false;
    }
    if (unsubscribed) {
      return isQuiet() && session.closeForGood();
    }
    calmSteps = served && session.unacknowledged() <= fewImages ? calmSteps + 1 : 0;
    if (calmSteps >= CALM_STEPS) {
      unsubscribe();
    }
    return false;
  }

  private boolean isQuiet() {
    return nanoTime.getAsLong() - lastArrivalNs >= QUIET.toNanos() && session.unacknowledged() == 0;
  }

  private void unsubscribe() {
    calmSteps = 0;
    try {
      session.unsubscribe();
      lastArrivalNs = nanoTime.getAsLong();
      unsubscribed = true;
    } catch (MqttFailure e) {
      LOG.atWarn()
          .addKeyValue("client", peer)
          .log("the subscriptions of a silent instance could not be ended: {}", e.getMessage());
    }
  }

  @Override
  public void close() {
    session.close();
  }
}
