package dev.kizuki.stream.doctor;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** Asks Kafka for the members of a consumer group and looks for foreign programs. */
record GroupCheck(Admin admin, GroupMembers expected) implements Check {
  private static final String SUBJECT = "group";

  @Override
  public List<Finding> findings() throws InterruptedException {
    String group = expected.group();
    try {
      return List.of(
          expected.compare(
              KafkaAnswers.get(
                      admin.describeConsumerGroups(List.of(group)).describedGroups().get(group))
                  .members()));
    } catch (ExecutionException e) {
      return List.of(
          e.getCause() instanceof GroupIdNotFoundException
              ? expected.compare(List.of())
              : Finding.warning(
                  SUBJECT,
                  "%s: %s".formatted(group, KafkaAnswers.cause(e)),
                  "grant DESCRIBE on the group, so that foreign consumers are found"));
    } catch (TimeoutException e) {
      return List.of(Finding.failure(SUBJECT, group + ": no answer", "read the brokers' logs"));
    }
  }
}
