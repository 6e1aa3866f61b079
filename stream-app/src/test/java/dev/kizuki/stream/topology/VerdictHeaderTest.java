package dev.kizuki.stream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.scoring.Score;
import dev.kizuki.scoring.Verdict;
import dev.kizuki.stream.event.ModelVerdict;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class VerdictHeaderTest {
  private static final String KEY = "kizuki-verdict";

  private final Headers headers = new RecordHeaders();

  private static ModelVerdict verdict(double distance) {
    return new ModelVerdict(
        new Verdict.Normal(new Score(distance, 10, 0.5)), /* model= */ null, Instant.EPOCH);
  }

  private static Header foreign() {
    return new RecordHeader(KEY, "normal".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void detachReturnsTheVerdictItselfAndRemovesTheHeader() {
    ModelVerdict verdict = verdict(1);
    VerdictHeader.attach(headers, verdict);
    assertThat(VerdictHeader.detach(headers).orElseThrow()).isSameAs(verdict);
    assertThat(headers).isEmpty();
    assertThat(VerdictHeader.detach(headers)).isEmpty();
  }

  @Test
  void withoutAVerdictTheHeadersStayAsTheyAre() {
    headers.add("sequence", new byte[] {'1'});
    assertThat(VerdictHeader.detach(headers)).isEmpty();
    assertThat(headers).containsExactly(new RecordHeader("sequence", new byte[] {'1'}));
  }

  @Test
  void keepsTheOtherHeadersAndTheirOrder() {
    headers.add("a", new byte[] {1});
    VerdictHeader.attach(headers, verdict(1));
    headers.add("b", new byte[] {2});
    VerdictHeader.detach(headers);
    assertThat(headers).extracting(Header::key).containsExactly("a", "b");
  }

  @Test
  void theLastOfTwoVerdictsCountsAndBothAreRemoved() {
    ModelVerdict second = verdict(2);
    VerdictHeader.attach(headers, verdict(1));
    VerdictHeader.attach(headers, second);
    assertThat(VerdictHeader.detach(headers).orElseThrow()).isSameAs(second);
    assertThat(headers).isEmpty();
  }

  @Test
  void aHeaderFromTheNetworkIsNoVerdict() {
    headers.add(foreign());
    headers.add(foreign());
    assertThat(VerdictHeader.detach(headers)).isEmpty();
    assertThat(headers).isEmpty();
  }

  @Test
  void aHeaderFromTheNetworkBehindAVerdictHidesIt() {
    VerdictHeader.attach(headers, verdict(1));
    headers.add(foreign());
    assertThat(VerdictHeader.detach(headers)).isEmpty();
    assertThat(headers).isEmpty();
  }

  @Test
  void aVerdictBehindAHeaderFromTheNetworkCounts() {
    ModelVerdict own = verdict(1);
    headers.add(foreign());
    VerdictHeader.attach(headers, own);
    assertThat(VerdictHeader.detach(headers).orElseThrow()).isSameAs(own);
    assertThat(headers).isEmpty();
  }

  @Test
  void hasNoBytesThatCouldBeSent() {
    VerdictHeader.attach(headers, verdict(1));
    assertThat(headers.lastHeader(KEY).value()).isEmpty();
  }

  @Test
  void aCopyOfTheHeadersHoldsTheSameVerdict() {
    ModelVerdict verdict = verdict(1);
    VerdictHeader.attach(headers, verdict);
    Headers copy = new RecordHeaders(headers);
    assertThat(VerdictHeader.detach(copy).orElseThrow()).isSameAs(verdict);
    assertThat(headers).as("the original").hasSize(1);
  }
}
