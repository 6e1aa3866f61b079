package dev.kizuki.stream.mqtt;

import dev.kizuki.stream.mqtt.MqttConnection.Receiver;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of one link: it is opened, ready, and ended. Messages are acknowledged on the link that
 * delivered them, because after a reconnect the broker may give an old packet identifier to a new
 * message.
 */
final class MqttSession implements MqttLink.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(MqttSession.class);

  private enum State {
    OPENING,
    READY,
    ENDED
  }

  private final MqttLink link;
  private final MqttSubscriptions subscriptions;
  private final Receiver receiver;
  private final Observer observer;
  private final AtomicBoolean connected = new AtomicBoolean();

  private final Object lock = new Object();

  /** Changed under the lock. */
  private volatile State state = State.OPENING;

  private volatile boolean takenOver;

  private volatile String lossReason = "the connection was lost while it was being set up";

  /** Follows the life of a session. */
  interface Observer {
    /** The broker accepted the connection. Called once, before the first message is handed over. */
    void connected();

    /**
     * The session becomes ready. Called before {@link #isReady} and {@link #lost}.
     *
     * @param answer the broker's limits, with the lowest quality of service of all subscriptions
     */
    void ready(BrokerAnswer answer);

    /** The session was ready and ended. Called once. */
    void lost(MqttSession session, String reason);
  }

  /**
   * @throws MqttFailure if the client cannot be made
   */
  MqttSession(
      MqttPort port,
      MqttSettings settings,
      MqttSubscriptions subscriptions,
      Receiver receiver,
      Observer observer)
      throws MqttFailure {
    this.subscriptions = subscriptions;
    this.receiver = receiver;
    this.observer = observer;
    this.link = port.open(settings, this);
  }

  /**
   * Connects and subscribes. After a failure the session is ended.
   *
   * @throws MqttFailure if the broker cannot be reached or refuses, or the connection is lost
   *     meanwhile
   */
  void establish() throws MqttFailure {
    boolean established = false;
    try {
      BrokerAnswer answer = link.connect();
      announceConnected();
      for (String filter : subscriptions.required()) {
        answer.requireSupports(filter);
        answer = answer.withAtMostQos(link.subscribe(filter));
      }
      for (String filter : subscriptions.optional()) {
        subscribeIfAllowed(answer, filter);
      }
      established = becomesReady(answer);
    } finally {
      if (!established) {
        ends();
        link.abandon();
      }
    }
    if (!established) {
      throw new MqttFailure(lossReason, null);
    }
  }

  private void subscribeIfAllowed(BrokerAnswer answer, String filter) throws MqttFailure {
    try {
      answer.requireSupports(filter);
      link.subscribe(filter);
    } catch (MqttFailure e) {
      if (e.code().isEmpty()) {
        // the connection is lost
        throw e;
      }
      LOG.atError().addKeyValue("filter", filter).log("{}", e.getMessage());
    }
  }

  private boolean becomesReady(BrokerAnswer answer) {
    synchronized (lock) {
      if (state == State.OPENING && link.isConnected()) {
        observer.ready(answer);
        state = State.READY;
      }
      return state == State.READY;
    }
  }

  /** The broker may send messages of the session before our call of connect has returned. */
  private void announceConnected() {
    if (connected.compareAndSet(false, true)) {
      observer.connected();
    }
  }

  /** Ends the session and returns the state before. */
  private State ends() {
    synchronized (lock) {
      State before = state;
      state = State.ENDED;
      return before;
    }
  }

  boolean isReady() {
    return state == State.READY;
  }

  /**
   * Returns whether the session ended because another client connected with the same identifier.
   */
  boolean isTakenOver() {
    return takenOver;
  }

  boolean isCurrent() {
    return state != State.ENDED;
  }

  int mostInFlight() {
    return link.mostInFlight();
  }

  CompletableFuture<Void> publish(Publication publication) {
    return link.publish(publication);
  }

  @Override
  public void arrived(MqttMessage message) {
    try {
      announceConnected();
      receiver.arrived(new Delivery(message, new Receipt(message)));
    } catch (RuntimeException e) {
      // Paho would drop the connection without a word
      LOG.atError()
          .setCause(e)
          .addKeyValue("topic", message.topic())
          .log("a message could not be taken");
      lost(e.toString());
    }
  }

  /** Ends the session. While the session is opening, {@link #establish} fails with the reason. */
  @Override
  public void lost(String reason) {
    lossReason = reason;
    if (ends() == State.READY) {
      observer.lost(this, reason);
    }
  }

  @Override
  public void takenOver(String reason) {
    takenOver = true;
    lost(reason);
  }

  /** Ends subscriptions, see {@link MqttLink#unsubscribe}. */
  void unsubscribe(List<String> filters) throws MqttFailure {
    for (String filter : filters) {
      link.unsubscribe(filter);
    }
  }

  /**
   * Says goodbye and lets the broker delete the session.
   *
   * @return false if the session was not ready, so that the broker keeps it
   */
  boolean closeForGood() {
    if (ends() == State.READY) {
      link.closeForGood();
      return true;
    }
    link.abandon();
    return false;
  }

  /** Closes the link without a goodbye. */
  void abandon() {
    ends();
    link.abandon();
  }

  /** Says goodbye if the session is ready; a link that is still opening is abandoned. */
  void close() {
    if (ends() == State.READY) {
      link.close();
    } else {
      link.abandon();
    }
  }

  private final class Receipt implements Delivery.Receipt {
    private final MqttMessage message;

    Receipt(MqttMessage message) {
      this.message = message;
    }

    @Override
    public void acknowledge() {
      synchronized (lock) {
        if (state != State.ENDED) {
          link.acknowledge(message);
        }
      }
    }

    @Override
    public boolean isCurrent() {
      return MqttSession.this.isCurrent();
    }

    @Override
    public void redeliver(String reason) {
      lost(reason);
    }
  }
}
