using System.Text;

namespace PageEngine.Tests;

/// <summary>Runs a few threads in every order that a machine with store buffers (x86-TSO) allows.</summary>
/// <remarks>
/// Source of the model: Sewell, Sarkar, Owens, Nardelli, Myreen, "x86-TSO: A Rigorous and Usable Programmer's Model for
/// x86 Multiprocessors", CACM 53(7), 2010. Without buffers it is a sequentially consistent machine.
/// </remarks>
internal sealed class StoreOrderMachine(Step[][] threads, int cellCount, bool hasStoreBuffers)
{
    private const int RegistersPerThread = 2;
    private readonly HashSet<string> _known = [];

    /// <summary>The number of states that were reached.</summary>
    public int StateCount => _known.Count;

    /// <summary>Explores every order.</summary>
    /// <param name="isGood">Whether a final state of the cells is as it must be.</param>
    /// <returns>Whether all final states are.</returns>
    public bool AlwaysEnds(Func<int[], bool> isGood)
    {
        Stack<State> open = new([State.Start(threads.Length, cellCount)]);
        bool good = true;
        while (open.TryPop(out State? state))
        {
            if (!_known.Add(state.ToString()))
            {
                continue;
            }

            bool stuck = true;
            for (int thread = 0; thread < threads.Length; thread++)
            {
                foreach (State next in Successors(state, thread))
                {
                    stuck = false;
                    open.Push(next);
                }
            }

            good &= !stuck || isGood(state.Cells);
        }

        return good;
    }

    private IEnumerable<State> Successors(State state, int thread)
    {
        if (state.Buffers[thread].Count > 0)
        {
            State drained = state.Copy();
            (int cell, int value) = drained.Buffers[thread].Dequeue();
            drained.Cells[cell] = value;
            yield return drained;
        }

        if (state.Positions[thread] == threads[thread].Length)
        {
            yield break;
        }

        Step step = threads[thread][state.Positions[thread]];
        bool isFence = step.Kind is StepKind.Fence or StepKind.Or or StepKind.Take;
        if (!isFence || state.Buffers[thread].Count == 0)
        {
            State next = state.Copy();
            next.Positions[thread]++;
            Do(step, next, thread);
            yield return next;
        }
    }

    private void Do(Step step, State state, int thread)
    {
        ref int register = ref state.Registers[thread * RegistersPerThread + step.Register];
        switch (step.Kind)
        {
            case StepKind.Store when hasStoreBuffers:
                state.Buffers[thread].Enqueue((step.Cell, step.Value));
                break;
            case StepKind.Store:
                state.Cells[step.Cell] = step.Value;
                break;
            case StepKind.Load:
                register = state.Cells[step.Cell];
                foreach ((int cell, int value) in state.Buffers[thread])
                {
                    register = cell == step.Cell ? value : register;
                }

                break;
            case StepKind.Or:
                state.Cells[step.Cell] |= step.Value;
                break;
            case StepKind.Take:
                register = state.Cells[step.Cell];
                state.Cells[step.Cell] = 0;
                break;
            case StepKind.Note:
                state.Cells[step.Cell] = register;
                break;
            case StepKind.SkipIfSet when (register & step.Value) != 0:
            case StepKind.SkipIfClear when (register & step.Value) == 0:
                state.Positions[thread] += step.Skip;
                break;
        }
    }

    private sealed record State(int[] Cells, int[] Positions, int[] Registers, Queue<(int Cell, int Value)>[] Buffers)
    {
        public static State Start(int threadCount, int cellCount) => new(
            new int[cellCount],
            new int[threadCount],
            new int[threadCount * RegistersPerThread],
            [.. Enumerable.Range(0, threadCount).Select(_ => new Queue<(int, int)>())]);

        public State Copy() => new(
            [.. Cells],
            [.. Positions],
            [.. Registers],
            [.. Buffers.Select(buffer => new Queue<(int, int)>(buffer))]);

        public override string ToString()
        {
            StringBuilder text = new();
            text.AppendJoin(',', Cells).Append('|').AppendJoin(',', Positions).Append('|').AppendJoin(',', Registers);
            foreach (Queue<(int Cell, int Value)> buffer in Buffers)
            {
                text.Append('|').AppendJoin(',', buffer);
            }

            return text.ToString();
        }
    }
}
