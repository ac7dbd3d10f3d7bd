namespace PageEngine.Reports.Tests;

public sealed class SeriesHistoryTests
{
    [Fact]
    public void While_there_is_room_every_sample_is_a_point()
    {
        HistorySeries series = Fill(10, 8, static i => i * i);
        Assert.Equal(8, series.Count);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7], series.StartTimes.ToArray());
        Assert.Equal(series.StartTimes.ToArray(), series.EndTimes.ToArray());
        Assert.Equal([0, 1, 4, 9, 16, 25, 36, 49], series.GetNumbers("rate").ToMeans());
    }

    [Fact]
    public void When_the_points_are_used_up_neighbours_are_merged()
    {
        HistorySeries series = Fill(4, 5, static i => i);
        Assert.Equal(3, series.Count);
        Assert.Equal([0, 2, 4], series.StartTimes.ToArray());
        Assert.Equal([1, 3, 4], series.EndTimes.ToArray());
        Assert.Equal([0.5, 2.5, 4], series.GetNumbers("rate").ToMeans());
        Assert.Equal([0, 2, 4], series.GetNumbers("rate").Minimum.ToArray());
        Assert.Equal([1, 3, 4], series.GetNumbers("rate").Maximum.ToArray());
    }

    [Fact]
    public void A_spike_of_one_sample_in_a_million_is_not_lost()
    {
        HistorySeries series = Fill(1000, 1_000_000, static i => i == 777_777 ? 5e9 : i == 3 ? -8 : 1);
        Assert.InRange(series.Count, 500, 1000);
        NumberHistory rate = series.GetNumbers("rate");
        Assert.Equal(5e9, rate.Maximum.ToArray().Max());
        Assert.Equal(-8, rate.Minimum[0]);
        int spike = Array.IndexOf(rate.Maximum.ToArray(), 5e9);
        Assert.InRange(777_777, series.StartTimes[spike], series.EndTimes[spike]);
        Assert.Equal(5e9, rate.Highest);
        Assert.Equal(-8, rate.Lowest);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Points_are_what_a_naive_history_of_everything_says(int seed)
    {
        Seeded chance = new((ulong)seed);
        int limit = 2 + chance.Below(60);
        int samples = 1 + chance.Below(2000);
        double?[] values = [.. Enumerable.Range(0, samples).Select(_ =>
            chance.OneIn(5) ? (double?)null : chance.Fraction() - 0.5)];
        string[] states = [.. Enumerable.Range(0, samples).Select(_ => "s" + chance.Below(4))];
        HistorySeries series = Fill(limit, samples, i => values[i], i => states[i]);
        Assert.True(series.Count <= limit + (limit & 1), $"seed {seed}");
        Assert.Equal(samples, series.SampleCount);
        int next = 0;
        for (int point = 0; point < series.Count; point++)
        {
            Assert.Equal(next, series.StartTimes[point]);
            int end = (int)series.EndTimes[point] + 1;
            double[] own = [.. values[next..end].OfType<double>()];
            NumberHistory rate = series.GetNumbers("rate");
            Assert.Equal(own.Length > 0 ? own.Min() : double.NaN, rate.Minimum[point]);
            Assert.Equal(own.Length > 0 ? own.Max() : double.NaN, rate.Maximum[point]);
            Assert.Equal(own.Length > 0 ? own.Average() : double.NaN, rate.ToMeans()[point], 1e-9);
            StateHistory state = series.GetStates("state");
            for (int i = 0; i < state.Names.Count; i++)
            {
                double share = states[next..end].Count(name => name == state.Names[i]) / (double)(end - next);
                Assert.Equal(share, state.GetShare(point, i), 1e-12);
            }

            next = end;
        }

        Assert.True(next == samples, $"seed {seed}");
    }

    [Fact]
    public void Keys_make_series_of_their_own_and_names_may_hold_anything()
    {
        SeriesHistory history = new();
        Tables.Write(history);
        Assert.Equal(Tables.HostileNames, history.GetSeries("small").Select(series => series.Name));
        Assert.Equal(Tables.HostileNames, history.GetSeries("small").Select(series => Assert.Single(series.Keys)));
        Assert.Empty(history.GetSeries("large"));
    }

    [Fact]
    public void Series_beyond_the_limit_are_counted_and_not_kept()
    {
        SeriesHistory history = new(new SeriesHistoryOptions { SeriesPerTable = 3 });
        Tables.Write(history);
        Assert.Equal(3, history.GetSeries("small").Count);
        Assert.Equal(Tables.Rows.Count - 12, history.GetDroppedRowCount("small"));
    }

    [Fact]
    public void Of_states_their_shares_changes_and_last_are_kept()
    {
        HistorySeries series = Fill(4, 100, static i => i, static i => i is >= 40 and < 42 ? "low" : "high");
        StateHistory states = series.GetStates("state");
        Assert.Equal(["high", "low"], states.Names);
        Assert.Equal(0.02, states.GetShare(1), 1e-12);
        Assert.Equal(2, states.ChangeCount);
        Assert.Equal("high", states.Last);
        Assert.Contains(Enumerable.Range(0, series.Count), point => states.GetShare(point, 1) > 0);
    }

    [Fact]
    public void States_without_end_are_gathered_as_other()
    {
        StateHistory states = Fill(100, 5000, static i => i, static i => "state " + i).GetStates("state");
        Assert.Equal(32, states.Names.Count);
        Assert.Equal("other", states.Names[^1]);
        Assert.Equal(1, Enumerable.Range(0, 32).Sum(states.GetShare), 1e-9);
    }

    [Fact]
    public void Time_that_goes_back_is_refused_and_time_that_stands_is_not()
    {
        SeriesHistory history = new();
        history.Begin(Tables.Small);
        SeriesRow row = Tables.Small.CreateRow();
        row.SetNumber(0, 5);
        history.Append(row);
        history.Append(row);
        row.SetNumber(0, 4.5);
        Assert.Contains("back in time", Assert.Throws<ArgumentException>(() => history.Append(row)).Message);
    }

    [Fact]
    public void What_makes_no_history_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Make(new() { PointsPerSeries = 1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Make(new() { SeriesPerTable = 0 }));
        SeriesSchema timeless = new("timeless", [new("count", ColumnType.WholeNumber, "", "")]);
        Assert.Throws<ArgumentException>(() => Make(new()).Begin(timeless));
        HistorySeries series = Fill(4, 1, static i => i);
        Assert.Throws<ArgumentException>(() => series.GetNumbers("state"));
        Assert.Throws<ArgumentException>(() => series.GetNumbers("time"));
        Assert.Throws<ArgumentException>(() => series.GetStates("name"));
        Assert.Throws<ArgumentOutOfRangeException>(() => series.GetStates(9));

        static SeriesHistory Make(SeriesHistoryOptions options) => new(options);
    }

    private static HistorySeries Fill(
        int points, int samples, Func<int, double?> rate, Func<int, string>? state = null)
    {
        SeriesHistory history = new(new SeriesHistoryOptions { PointsPerSeries = points });
        history.Begin(Tables.Small);
        SeriesRow row = Tables.Small.CreateRow();
        for (int i = 0; i < samples; i++)
        {
            row.SetNumber(0, i);
            row.SetMissing(3);
            if (rate(i) is { } known)
            {
                row.SetNumber(3, known);
            }

            row.SetText(4, state?.Invoke(i) ?? "");
            history.Append(row);
        }

        return Assert.Single(history.GetSeries("small"));
    }
}
