package dev.kizuki.stream.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.incident.Judgement.Verdict;
import dev.kizuki.stream.incident.OperatorAction;
import java.net.http.HttpResponse;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ActionsTest {
  private final ConsoleServer server = new ConsoleServer();

  @BeforeEach
  void raise() {
    server.view.incident(Facts.incident("1", "line1-a"));
  }

  @AfterEach
  void close() {
    server.close();
  }

  private HttpResponse<String> act(String json) throws Exception {
    return server.post("/api/incidents/1/actions", json);
  }

  @Test
  void anActionReachesKafkaWithItsKeyAndAuthor() throws Exception {
    HttpResponse<String> response =
        act(
            "{\"action\":\"shelve\",\"minutes\":30,\"note\":\" lens cleaned \",\"untilNormal\":true}");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    List<ProducerRecord<String, byte[]>> produced = server.kafka.produced();
    assertThat(produced).hasSize(1);
    assertThat(produced.get(0).topic()).isEqualTo("operator-actions");
    assertThat(produced.get(0).key()).isEqualTo("line1-a");
    // the default partitioner brings it to the task of the device
    assertThat(produced.get(0).partition()).isNull();
    OperatorAction action = IncidentJson.read(produced.get(0).value(), OperatorAction.class);
    assertThat(response.body()).isEqualTo("{\"id\":\"%s\"}".formatted(action.id()));
    assertThat(action)
        .isEqualTo(
            new OperatorAction(
                action.id(),
                "1",
                OperatorAction.Type.SHELVE,
                Gate.LOCAL,
                Facts.NOW,
                "lens cleaned",
                30,
                true,
                null));
  }

  @Test
  void aVerdictTravels() throws Exception {
    assertThat(act("{\"action\":\"judge\",\"verdict\":\"false\"}").statusCode()).isEqualTo(202);
    assertThat(
            IncidentJson.read(server.kafka.produced().get(0).value(), OperatorAction.class)
                .verdict())
        .isEqualTo(Verdict.FALSE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "",
        "null",
        "[]",
        "{\"action\":\"explode\"}",
        "{\"action\":\"judge\"}",
        "{\"action\":\"shelve\",\"minutes\":0}",
        "{\"action\":\"shelve\",\"minutes\":61}",
        "{\"action\":\"shelve\",\"minutes\":\"many\"}"
      })
  void refusesWhatMakesNoSense(String json) throws Exception {
    HttpResponse<String> response = act(json);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    assertThat(response.body()).contains("\"error\":", "\"remedy\":");
    assertThat(server.kafka.produced()).isEmpty();
  }

  @Test
  void refusesALongNote() throws Exception {
    assertThat(
            act("{\"action\":\"acknowledge\",\"note\":\"%s\"}".formatted("x".repeat(501)))
                .statusCode())
        .isEqualTo(400);
  }

  @Test
  void refusesAnActionThatDoesNotFitTheState() throws Exception {
    assertThat(server.post("/api/incidents/none/actions", "{\"action\":\"judge\"}").statusCode())
        .isEqualTo(404);
    assertThat(act("{\"action\":\"unshelve\"}").statusCode()).isEqualTo(409);
    server.view.incident(Facts.cleared(Facts.incident("1", "line1-a"), Facts.NOW));
    assertThat(act("{\"action\":\"shelve\"}").statusCode()).isEqualTo(409);
  }

  @Test
  void tellsThatKafkaHasNotTakenIt() throws Exception {
    server.kafka.refuse(new TimeoutException("no broker"));
    HttpResponse<String> response = act("{\"action\":\"acknowledge\"}");
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.body()).contains("no broker", "operator-actions");
  }
}
