package covey.policy;

import covey.act.Policy;
import covey.act.Rows;
import covey.nn.Parameters;
import java.util.List;

/// Acts with networks. Many actors on many threads may read the same published parameters, which nobody writes meanwhile.
public final class NetworkPolicy implements Policy {
  private final List<ActorNetwork> networks;
  private final List<Parameters> published;
  private final boolean greedy;
  private final int[] networkOf;

  /// @param published parameters of each network: those that act, not those that learn
  /// @param greedy whether to take the most probable action (the mean of real-valued ones) instead of sampling
  public NetworkPolicy(List<ActorNetwork> networks, List<Parameters> published, boolean greedy) {
    this.networks = networks;
    this.published = published;
    this.greedy = greedy;
    int agents = networks.stream().mapToInt(network -> network.slots.size()).sum();
    this.networkOf = new int[agents];
    for (int n = 0; n < networks.size(); n++) {
      for (int slot : networks.get(n).slots) networkOf[slot] = n;
    }
  }

  @Override
  public Actor actor() {
    var acting = new ActorNetwork.Acting[networks.size()];
    for (int n = 0; n < acting.length; n++) acting[n] = networks.get(n).new Acting(published.get(n), greedy);
    return rows -> act(acting, rows);
  }

  private void act(ActorNetwork.Acting[] acting, Rows rows) {
    for (int k = 0; k < rows.count(); k++) acting[networkOf[rows.slot(k)]].add(rows, k);
    for (ActorNetwork.Acting each : acting) each.flush(rows);
  }
}
