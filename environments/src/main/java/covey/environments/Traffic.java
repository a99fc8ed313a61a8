package covey.environments;

/// Who moves when many want to at once, on a grid where a cell holds one robot: the rule of [Warehouse].
///
/// Every robot names a cell, its own if it stays. Those who want to enter another's cell queue behind it, so that they
/// fall into groups, each of which
///
/// - ends in a robot that stays: it acts, and all behind it are refused;
/// - ends in two that want to swap: all are refused;
/// - ends in a ring of three or more: the ring moves, and all behind it are refused;
/// - ends in a free cell: the longest queue moves, all of it, and the others are refused. Where equally long queues
///   meet, a preferred robot wins, else that of the lowest number.
///
/// Linear in the number of robots. Holds its scratch memory.
final class Traffic {
  /// [robots] the cell where it stands
  final int[] here;

  /// [robots] the cell that it names
  final int[] target;

  /// [robots] answer: whether it does what it wants
  final boolean[] acts;

  /// [robots] wins where equally long queues meet
  final boolean[] preferred;

  private final int n;
  private final int[] ahead; // [robots] who stands on the named cell, -1 if it is free
  private final int[] behind; // [robots] first of the longest queue behind it, -1 if there is none
  private final int[] length; // [robots] of the longest queue that it heads
  private final int[] pending; // [robots] how many want its cell and have not been looked at
  private final int[] stack; // [robots]
  private final int[] winner; // [cells] who enters the free cell, plus 1; zero between calls

  Traffic(int robots, int cells) {
    this.n = robots;
    this.here = new int[robots];
    this.target = new int[robots];
    this.acts = new boolean[robots];
    this.preferred = new boolean[robots];
    this.ahead = new int[robots];
    this.behind = new int[robots];
    this.length = new int[robots];
    this.pending = new int[robots];
    this.stack = new int[robots];
    this.winner = new int[cells];
  }

  /// Fills `acts`.
  ///
  /// @param occupant who stands on a cell, plus 1; 0 for nobody
  /// @param base place of cell 0
  void resolve(short[] occupant, int base) {
    for (int i = 0; i < n; i++) {
      behind[i] = -1;
      length[i] = 1;
      pending[i] = 0;
    }
    for (int i = 0; i < n; i++) {
      acts[i] = target[i] == here[i];
      ahead[i] = occupant[base + target[i]] - 1;
      if (!acts[i] && ahead[i] >= 0) pending[ahead[i]]++;
    }
    queue();
    for (int i = 0; i < n; i++) if (!acts[i] && pending[i] > 0) turn(i);
    for (int i = 0; i < n; i++) {
      if (ahead[i] >= 0 || winner[target[i]] != i + 1) continue;
      for (int j = i; j >= 0; j = behind[j]) acts[j] = true;
    }
    for (int i = 0; i < n; i++) winner[target[i]] = 0;
  }

  /// Looks at everybody who is not in a ring, from the ends of the queues to their heads.
  private void queue() {
    int waiting = 0;
    for (int i = 0; i < n; i++) if (!acts[i] && pending[i] == 0) stack[waiting++] = i;
    while (waiting > 0) {
      int i = stack[--waiting];
      int a = ahead[i];
      if (a < 0) {
        int rival = winner[target[i]] - 1;
        if (rival < 0 || wins(i, rival)) winner[target[i]] = i + 1;
        continue;
      }
      if (behind[a] < 0 || wins(i, behind[a])) {
        behind[a] = i;
        length[a] = length[i] + 1;
      }
      if (--pending[a] == 0 && !acts[a]) stack[waiting++] = a;
    }
  }

  private boolean wins(int i, int rival) {
    if (length[i] != length[rival]) return length[i] > length[rival];
    return preferred[i] == preferred[rival] ? i < rival : preferred[i];
  }

  /// The ring of robot `i`: all of it moves if it has more than two.
  private void turn(int i) {
    int members = 0;
    int j = i;
    do {
      pending[j] = 0;
      members++;
      j = ahead[j];
    } while (j != i);
    if (members == 2) return;
    do {
      acts[j] = true;
      j = ahead[j];
    } while (j != i);
  }
}
