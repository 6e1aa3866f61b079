package dev.kizuki.stream.mqtt.paho;

import dev.kizuki.stream.mqtt.BrokerAnswer;
import dev.kizuki.stream.mqtt.MqttFailure;
import dev.kizuki.stream.mqtt.MqttLink;
import dev.kizuki.stream.mqtt.NotSentException;
import dev.kizuki.stream.mqtt.Publication;
import dev.kizuki.stream.mqtt.ReasonCode;
import dev.kizuki.stream.mqtt.Refusal;
import dev.kizuki.stream.mqtt.RefusedException;
import java.io.EOFException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttClientException;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.MqttReturnCode;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One Paho client, used for one connection. */
final class PahoLink implements MqttLink {
  private static final Logger LOG = LoggerFactory.getLogger(PahoLink.class);
  private static final long TIMEOUT_MS = 15_000;
  private static final int QOS = 1;
  private static final int MOST_IN_FLIGHT = 100;

  /** MQTT 5, section 3.8.3.1: no retained messages for a subscription that existed before. */
  private static final int RETAINED_ONLY_IF_NEW = 1;

  private final MqttAsyncClient client;
  private final LinkNetwork.Options options;
  private final ArrivedMessages messages;
  private final BrokerPackets answers;
  private final Listener listener;
  private volatile int mostInFlight = 1;
  private final PendingPublications pending;
  private volatile boolean threadDied;

  PahoLink(MqttAsyncClient client, LinkNetwork.Options options, Listener listener) {
    this.client = client;
    this.options = options;
    this.messages = options.messages();
    this.answers = options.answers();
    this.pending = new PendingPublications(answers);
    this.listener = listener;
    client.setManualAcks(true);
    client.setCallback(new Callbacks());
  }

  @Override
  public BrokerAnswer connect() throws MqttFailure {
    try {
      client.connect(options).waitForCompletion(TIMEOUT_MS);
    } catch (MqttException e) {
      throw failure("the connection", answers.refusedConnection(), e);
    }
    mostInFlight = Math.min(MOST_IN_FLIGHT, answers.receiveMaximum());
    return answers.connected();
  }

  @Override
  public int subscribe(String filter) throws MqttFailure {
    String what = "the subscription to '%s'".formatted(filter);
    MqttSubscription wanted = new MqttSubscription(filter, QOS);
    wanted.setRetainHandling(RETAINED_ONLY_IF_NEW);
    try {
      client.subscribe(wanted).waitForCompletion(TIMEOUT_MS);
    } catch (MqttException | IllegalArgumentException e) {
      throw failure(what, Optional.empty(), e);
    }
    // Paho keeps a refusal in the token and throws nothing
    Refusal answer = answers.subscribed();
    if (answer.code() >= ReasonCode.FIRST_FAILURE) {
      throw MqttFailure.refused(what, answer);
    }
    return answer.code();
  }

  @Override
  public void unsubscribe(String filter) throws MqttFailure {
    String what = "the end of the subscription to '%s'".formatted(filter);
    try {
      client.unsubscribe(filter).waitForCompletion(TIMEOUT_MS);
    } catch (MqttException | IllegalArgumentException e) {
      throw failure(what, Optional.empty(), e);
    }
    Refusal answer = answers.unsubscribed();
    if (answer.code() >= ReasonCode.FIRST_FAILURE) {
      throw MqttFailure.refused(what, answer);
    }
  }

  /** The broker's refusal or disconnection if there is one, else Paho's exception. */
  private MqttFailure failure(String what, Optional<Refusal> refusal, Exception e) {
    if (refusal.isPresent()) {
      return MqttFailure.refused(what, refusal.get());
    }
    if (answers.disconnected().isPresent()) {
      return new MqttFailure(
          "the broker disconnected at %s: %s".formatted(what, answers.disconnected().get()),
          answers.disconnected().get().code());
    }
    if (e instanceof MqttException paho
        && paho.getReasonCode() == MqttClientException.REASON_CODE_CLIENT_TIMEOUT) {
      return new MqttFailure(
          "the broker did not answer %s within %d s".formatted(what, TIMEOUT_MS / 1000), e);
    }
    return new MqttFailure("%s failed: %s".formatted(what, reason(e)), e);
  }

  @Override
  public CompletableFuture<Void> publish(Publication publication) {
    int qos = Math.min(QOS, answers.connected().maximumQos());
    Optional<RefusedException> problem =
        OutgoingPublish.problem(publication, qos, answers.connected().maximumPacketSize());
    if (problem.isPresent()) {
      return CompletableFuture.failedFuture(problem.get());
    }
    CompletableFuture<Void> done = new CompletableFuture<>();
    MqttProperties properties = new MqttProperties();
    if (publication.contentType() != null) {
      properties.setContentType(publication.contentType());
    }
    properties.setUserProperties(
        publication.userProperties().entrySet().stream()
            .map(entry -> new UserProperty(entry.getKey(), entry.getValue()))
            .toList());
    try {
      client.publish(
          publication.topic(),
          new MqttMessage(publication.payload(), qos, publication.isRetained(), properties),
          null,
          pending.add(publication.topic(), done));
    } catch (MqttException e) {
      done.completeExceptionally(new NotSentException(reason(e), e));
    } catch (IllegalArgumentException e) {
      done.completeExceptionally(e);
    }
    return done;
  }

  @Override
  public void acknowledge(dev.kizuki.stream.mqtt.MqttMessage message) {
    if (message.packetId() == 0) {
      // a QoS 0 message has no packet identifier, and 0 is no valid one
      return;
    }
    try {
      client.messageArrivedComplete(message.packetId(), QOS);
    } catch (MqttException e) {
      LOG.atDebug().setCause(e).log("not acknowledged, so it will be delivered again");
    }
  }

  @Override
  public int mostInFlight() {
    return mostInFlight;
  }

  @Override
  public boolean isConnected() {
    return !threadDied && client.isConnected();
  }

  @Override
  public void close() {
    close(new MqttProperties());
  }

  @Override
  public void closeForGood() {
    MqttProperties properties = new MqttProperties();
    properties.setSessionExpiryInterval(0L);
    close(properties);
  }

  private void close(MqttProperties properties) {
    options.watch().stop();
    try {
      client
          .disconnect(1_000, null, null, MqttReturnCode.RETURN_CODE_SUCCESS, properties)
          .waitForCompletion(2_000);
      client.close();
      pending.fail("the connection was closed");
    } catch (MqttException | NullPointerException e) {
      abandon();
    }
  }

  @Override
  public void abandon() {
    options.watch().stop();
    pending.fail("the connection was closed");
    try {
      client.disconnectForcibly(0, 1_000, false);
    } catch (MqttException | NullPointerException e) {
      // Paho throws the latter if it never opened a socket
      LOG.debug("an abandoned MQTT client could not disconnect", e);
    }
    try {
      client.close(true);
    } catch (MqttException | NullPointerException e) {
      LOG.debug("an abandoned MQTT client could not be closed", e);
    }
  }

  private void lost(String reason) {
    pending.fail(reason);
    listener.lost(reason);
  }

  /** Called when a thread of Paho died. Calls that wait for the broker fail at once. */
  void threadDied(Throwable e) {
    threadDied = true;
    lost("a thread of the MQTT client died: " + e);
    Thread stopper = new Thread(this::abandon, "mqtt-abandon-" + client.getClientId());
    stopper.setDaemon(true);
    stopper.start();
  }

  private boolean isTakenOver() {
    return answers
        .disconnected()
        .filter(refusal -> refusal.code() == ReasonCode.SESSION_TAKEN_OVER.value())
        .isPresent();
  }

  /** The message of an exception with that of the deepest cause. */
  static String reason(Exception e) {
    Throwable deepest = e;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    if (deepest instanceof EOFException && deepest.getMessage() == null) {
      return "the broker closed the connection and gave no reason; read the broker's log";
    }
    return deepest == e ? String.valueOf(e.getMessage()) : e.getMessage() + ", " + deepest;
  }

  private final class Callbacks implements MqttCallback {
    /** Used by Paho's callback thread alone. */
    private boolean hasLoggedDefect;

    @Override
    public void messageArrived(String ticketTopic, MqttMessage ticket) {
      try {
        ArrivedMessages.Arrived arrived = messages.collect(ticket.getPayload());
        logDefect(arrived);
        listener.arrived(
            new dev.kizuki.stream.mqtt.MqttMessage(
                arrived.publication(), ticket.getQos(), ticket.getId(), arrived.defect()));
      } catch (RuntimeException e) {
        // Paho would drop the connection without a word
        LOG.atError().setCause(e).log("a message could not be read");
        lost(e.toString());
      }
    }

    /** Logs the first one of the connection, because a device may send many. */
    private void logDefect(ArrivedMessages.Arrived arrived) {
      if (!arrived.defect().isEmpty() && !hasLoggedDefect) {
        hasLoggedDefect = true;
        LOG.atWarn()
            .addKeyValue("client", client.getClientId())
            .addKeyValue("topic", arrived.publication().topic())
            .log("a message breaks MQTT 5, further ones are not logged: {}", arrived.defect());
      }
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {
      String reason =
          answers
              .disconnected()
              .map(refusal -> "the broker ended it, " + refusal)
              .orElseGet(() -> lossReason(response.getException()));
      if (isTakenOver()) {
        pending.fail(reason);
        listener.takenOver(reason);
      } else {
        lost(reason);
      }
    }

    private static String lossReason(@Nullable MqttException e) {
      return e == null ? "no reason is known" : reason(e);
    }

    @Override
    public void mqttErrorOccurred(MqttException e) {
      LOG.atWarn().setCause(e).addKeyValue("client", client.getClientId()).log("MQTT error");
    }

    @Override
    public void deliveryComplete(IMqttToken token) {
      // each publication has a listener of its own
    }

    @Override
    public void connectComplete(boolean reconnect, String uri) {
      // subscribing here would deadlock (paho#999)
    }

    @Override
    public void authPacketArrived(int reasonCode, MqttProperties properties) {
      // no extended authentication
    }
  }
}
