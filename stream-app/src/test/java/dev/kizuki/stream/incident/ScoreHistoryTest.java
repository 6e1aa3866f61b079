package dev.kizuki.stream.incident;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ScoreHistoryTest {
  private static final Instant BEGIN = Instant.parse("2026-01-02T03:04:00Z");

  private final ScoreHistory history = new ScoreHistory(600);

  private static ScorePoint point(long second, double score) {
    return new ScorePoint(BEGIN.plusSeconds(second), score);
  }

  @Test
  void keepsTheHighestScoreOfEachSecondAndTheLatestSeconds() {
    for (int i = 0; i < 2000; i++) {
      history.add(BEGIN.toEpochMilli() + i * 500L, i % 2 == 0 ? 0.5 : 0.75);
    }
    assertThat(history.points())
        .hasSize(600)
        .startsWith(point(400, 0.75))
        .endsWith(point(999, 0.75));
  }

  @Test
  void ignoresAScoreFromBeforeTheLastOne() {
    history.add(BEGIN.plusSeconds(5).toEpochMilli(), 0.5);
    history.add(BEGIN.toEpochMilli(), 2);
    assertThat(history.points()).containsExactly(point(5, 0.5));
  }
}
