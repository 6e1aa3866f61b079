package dev.kizuki.stream.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MqttSessionTest {
  private static final MqttSettings SETTINGS =
      MqttSettings.transientSession(
          MqttAccess.anonymous(URI.create("tcp://127.0.0.1:1883")), "test");

  private final RecordingLink link = new RecordingLink();
  private final List<Delivery> deliveries = new ArrayList<>();
  private final List<String> losses = new ArrayList<>();
  private final List<String> events = new ArrayList<>();
  private final List<BrokerAnswer> answers = new ArrayList<>();

  /** Records what is asked of it; the test plays the library. */
  private static final class RecordingLink implements MqttLink {
    private final List<String> calls = new ArrayList<>();
    private @Nullable MqttFailure refusal;
    private boolean connected = true;
    private BrokerAnswer answer = BrokerAnswer.unlimited(SETTINGS, false);
    private int grantedQos = 1;
    private Runnable whileConnecting = () -> {};
    private Runnable whileSubscribing = () -> {};
    private MqttLink.@Nullable Listener listener;

    void arrive(int packetId) {
      Objects.requireNonNull(listener)
          .arrived(new MqttMessage(new Publication("t", new byte[0], null, Map.of()), 1, packetId));
    }

    void lose(String reason) {
      Objects.requireNonNull(listener).lost(reason);
    }

    @Override
    public BrokerAnswer connect() throws MqttFailure {
      calls.add("connect");
      if (refusal != null) {
        throw refusal;
      }
      whileConnecting.run();
      return answer;
    }

    @Override
    public int subscribe(String filter) {
      calls.add("subscribe " + filter);
      whileSubscribing.run();
      return grantedQos;
    }

    @Override
    public void unsubscribe(String filter) {
      calls.add("unsubscribe " + filter);
    }

    @Override
    public void closeForGood() {
      calls.add("close for good");
    }

    @Override
    public CompletableFuture<Void> publish(Publication publication) {
      calls.add("publish " + publication.topic());
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void acknowledge(MqttMessage message) {
      calls.add("acknowledge " + message.packetId());
    }

    @Override
    public int mostInFlight() {
      return 7;
    }

    @Override
    public boolean isConnected() {
      return connected;
    }

    @Override
    public void close() {
      calls.add("close");
    }

    @Override
    public void abandon() {
      calls.add("abandon");
    }
  }

  private MqttSession session(MqttConnection.Receiver receiver) throws MqttFailure {
    return new MqttSession(
        (settings, listener) -> {
          link.listener = listener;
          return link;
        },
        SETTINGS,
        MqttSubscriptions.of(List.of("devices/+/images")),
        receiver,
        new MqttSession.Observer() {
          @Override
          public void connected() {
            events.add("connected");
          }

          @Override
          public void ready(BrokerAnswer answer) {
            events.add("ready");
            answers.add(answer);
          }

          @Override
          public void lost(MqttSession session, String reason) {
            losses.add(reason);
          }
        });
  }

  private MqttSession established() throws MqttFailure {
    MqttSession session = session(deliveries::add);
    session.establish();
    return session;
  }

  @Test
  void connectsThenSubscribesThenIsReady() throws Exception {
    MqttSession session = session(deliveries::add);
    assertThat(session.isReady()).isFalse();
    session.establish();
    assertThat(session.isReady()).isTrue();
    assertThat(link.calls).containsExactly("connect", "subscribe devices/+/images");
  }

  @Test
  void aRefusedConnectionAbandonsTheLink() throws Exception {
    link.refusal = new MqttFailure("not authorised", 0x87);
    MqttSession session = session(deliveries::add);
    assertThatThrownBy(session::establish).isSameAs(link.refusal);
    assertThat(session.isCurrent()).isFalse();
    assertThat(link.calls).containsExactly("connect", "abandon");
    assertThat(losses).isEmpty();
  }

  @Test
  void aLossWhileSubscribingFailsTheAttemptAndIsToldOnce() throws Exception {
    link.whileSubscribing = () -> link.lose("gone");
    MqttSession session = session(deliveries::add);
    assertThatThrownBy(session::establish)
        .isInstanceOf(MqttFailure.class)
        .hasMessageContaining("gone");
    assertThat(link.calls).endsWith("abandon");
    assertThat(losses).isEmpty();
  }

  @Test
  void aLinkThatIsDownBeforeItIsReadyFailsTheAttempt() throws Exception {
    link.connected = false;
    MqttSession session = session(deliveries::add);
    assertThatThrownBy(session::establish).isInstanceOf(MqttFailure.class);
    assertThat(session.isReady()).isFalse();
  }

  @Test
  void aLossIsToldOnce() throws Exception {
    established();
    link.lose("first");
    link.lose("second");
    assertThat(losses).containsExactly("first");
  }

  @Test
  void acknowledgesOnItsOwnLink() throws Exception {
    established();
    link.arrive(42);
    deliveries.get(0).acknowledge();
    assertThat(link.calls).endsWith("acknowledge 42");
  }

  @Test
  void acknowledgesNothingAfterALoss() throws Exception {
    established();
    link.arrive(42);
    link.lose("gone");
    deliveries.get(0).acknowledge();
    assertThat(deliveries.get(0).isCurrent()).isFalse();
    assertThat(link.calls).doesNotContain("acknowledge 42");
  }

  @Test
  void aMessageThatCannotBeTakenResetsTheConnection() throws Exception {
    MqttSession session =
        session(
            delivery -> {
              throw new IllegalStateException("no room");
            });
    session.establish();
    link.arrive(1);
    assertThat(session.isReady()).isFalse();
    assertThat(losses).singleElement().asString().contains("no room");
  }

  @Test
  void messagesMayArriveBeforeTheSubscriptionIsAnswered() throws Exception {
    link.whileSubscribing = () -> link.arrive(1);
    established();
    deliveries.get(0).acknowledge();
    assertThat(link.calls)
        .containsExactly("connect", "subscribe devices/+/images", "acknowledge 1");
  }

  @Test
  void tellsOfTheConnectionOnceAndBeforeTheFirstMessage() throws Exception {
    link.whileConnecting = () -> link.arrive(1);
    MqttSession session = session(delivery -> events.add("arrived"));
    session.establish();
    link.arrive(2);
    assertThat(events).containsExactly("connected", "arrived", "ready", "arrived");
  }

  @Test
  void theAnswerHasTheLowestQualityOfService() throws Exception {
    link.grantedQos = 0;
    established();
    assertThat(answers).extracting(BrokerAnswer::maximumQos).containsExactly(0);
  }

  @Test
  void doesNotAskForASubscriptionThatTheBrokerDoesNotSupport() throws Exception {
    link.answer = new BrokerAnswer(false, Duration.ZERO, Duration.ZERO, 1, 100, false, false);
    MqttSession session = session(deliveries::add);
    assertThatThrownBy(session::establish)
        .isInstanceOfSatisfying(
            MqttFailure.class, failure -> assertThat(failure.code()).hasValue(0xa2))
        .hasMessageContaining("devices/+/images");
    assertThat(link.calls).containsExactly("connect", "abandon");
  }

  @Test
  void saysGoodbyeOnlyIfItIsReady() throws Exception {
    established().close();
    assertThat(link.calls).endsWith("close");
    link.calls.clear();
    session(deliveries::add).close();
    assertThat(link.calls).containsExactly("abandon");
  }
}
