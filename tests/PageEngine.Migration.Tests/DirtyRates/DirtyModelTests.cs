namespace PageEngine.Migration.Tests;

public sealed class DirtyModelTests
{
    private const double WritesPerSecond = 3.0151e6;
    private const double MiB = 1 << 20;

    [Theory]
    [InlineData(100, 6996, 10232)]
    [InlineData(200, 4606, 8954)]
    [InlineData(300, 3305, 7889)]
    [InlineData(500, 2041, 6245)]
    [InlineData(1000, 1024, 3865)]
    public void M1_the_closed_form_gives_the_table_of_dirty_rates(int milliseconds, double oneGiB, double fourGiB)
    {
        double seconds = milliseconds / 1e3;
        foreach ((ulong gib, double expected) in new[] { (1UL, oneGiB), (4UL, fourGiB) })
        {
            UniformDirtyModel model = new(ByteSize.FromGiB(gib).Pages, WritesPerSecond);
            double rate = model.DistinctPagesAfter(seconds) * Page.Size / MiB / seconds;
            Assert.InRange(rate / expected, 0.995, 1.005);
        }
    }

    [Theory]
    [InlineData(1UL, 0.0, 0.0)]
    [InlineData(1UL, 1.0, 1.0)]
    [InlineData(2UL, 1.0, 1.0)]
    [InlineData(2UL, 2.0, 1.5)]
    [InlineData(3UL, 2.0, 3 * (1 - (4.0 / 9)))]
    [InlineData(1000UL, 1.0, 1.0)]
    public void M0_uniform_writes_touch_as_many_pages_as_the_formula_says(ulong pages, double writes, double expected) =>
        Assert.Equal(expected, new UniformDirtyModel(pages, writes).DistinctPagesAfter(1), 9);

    [Fact]
    public void M0_uniform_writes_keep_their_digits_for_a_guest_of_terabytes()
    {
        const double Pages = 1UL << 38;
        // Few writes hardly ever meet: w − w²/2N + …
        const double Writes = 1e6;
        double expected = Writes - (Writes * (Writes - 1) / (2 * Pages));
        Assert.Equal(1, new UniformDirtyModel(1UL << 38, Writes).DistinctPagesAfter(1) / expected, 11);
        Assert.Equal(1, new UniformDirtyModel(1UL << 38, 1).DistinctPagesAfter(1), 9);
        Assert.Equal(Pages, new UniformDirtyModel(1UL << 38, 1e15).DistinctPagesAfter(1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void M0_the_formula_is_the_mean_of_drawn_writes(int seed)
    {
        Random random = new(seed);
        const int Pages = 4096;
        const int Writes = 5000;
        double sum = 0;
        for (int run = 0; run < 40; run++)
        {
            HashSet<int> written = [];
            for (int i = 0; i < Writes; i++)
            {
                written.Add(random.Next(Pages));
            }

            sum += written.Count;
        }

        double expected = new UniformDirtyModel(Pages, Writes).DistinctPagesAfter(1);
        Assert.InRange(sum / 40 / expected, 0.995, 1.005);
    }

    [Fact]
    public void M0_a_sweep_touches_a_page_with_each_write_until_it_is_round()
    {
        SequentialDirtyModel model = new(1000, 100);
        Assert.Equal(0, model.DistinctPagesIn(3, 3));
        Assert.Equal(250, model.DistinctPagesIn(1, 3.5));
        Assert.Equal(1000, model.DistinctPagesIn(1, 11));
        Assert.Equal(1000, model.DistinctPagesIn(1, 1e9));
        Assert.Equal(500, model.WritesIn(0, 5));
    }

    [Fact]
    public void Hot_and_cold_pages_are_the_sum_of_two_uniform_writers()
    {
        MixtureDirtyModel model = MixtureDirtyModel.HotCold(1000, 500, hotFraction: 0.1, hotShare: 0.9);
        double expected = new UniformDirtyModel(100, 450).DistinctPagesAfter(2)
            + new UniformDirtyModel(900, 50).DistinctPagesAfter(2);
        Assert.Equal(expected, model.DistinctPagesIn(5, 7), 9);
        Assert.Equal(1000, model.WorkingSetPages);
        Assert.Equal(1000, model.WritesIn(5, 7));
        Assert.True(model.DistinctPagesIn(0, 1) < new UniformDirtyModel(1000, 500).DistinctPagesAfter(1));
    }

    [Fact]
    public void A_trace_gives_back_its_periods_and_parts_of_them_and_nothing_behind_its_end()
    {
        TraceDirtyModel model = new([new(2, 40 * Page.Size), new(1, 0), new(4, 8 * Page.Size)]);
        Assert.Equal(40, model.DistinctPagesIn(0, 2), 12);
        Assert.Equal(0, model.DistinctPagesIn(2, 3), 12);
        Assert.Equal(8, model.DistinctPagesIn(3, 7), 12);
        Assert.Equal(48, model.DistinctPagesIn(0, 100), 12);
        Assert.Equal(20 + 2, model.DistinctPagesIn(1, 4), 12);
        Assert.Equal(0, model.DistinctPagesIn(7, 9), 12);
        Assert.Equal(7, model.StationaryFromSeconds);
    }

    [Fact]
    public void A_table_is_met_at_its_rows_and_straight_between_them()
    {
        TableDirtyModel model = new([(0.1, 100), (0.3, 200)], workingSetPages: 350);
        Assert.Equal(50, model.DistinctPagesIn(4, 4.05), 9);
        Assert.Equal(100, model.DistinctPagesIn(0, 0.1), 9);
        Assert.Equal(150, model.DistinctPagesIn(0, 0.2), 9);
        Assert.Equal(200, model.DistinctPagesIn(0, 0.3), 9);
        Assert.Equal(250, model.DistinctPagesIn(0, 0.4), 9);
        Assert.Equal(350, model.DistinctPagesIn(0, 60), 9);
        Assert.Equal(0, model.DistinctPagesIn(1, 1));
    }

    [Fact]
    public void What_is_no_model_and_no_window_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new UniformDirtyModel(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SequentialDirtyModel(1, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => MixtureDirtyModel.HotCold(10, 1, hotFraction: 1));
        Assert.Throws<ArgumentException>(() => new MixtureDirtyModel());
        Assert.Throws<ArgumentException>(() => new TraceDirtyModel([]));
        Assert.Throws<ArgumentException>(() => new TraceDirtyModel([new(0, 1)]));
        Assert.Throws<ArgumentException>(() => new TraceDirtyModel([new(1, double.NaN)]));
        Assert.Throws<ArgumentException>(() => new TableDirtyModel([(0.2, 1), (0.1, 2)], 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TableDirtyModel([(0.2, 11)], 10));
        UniformDirtyModel model = new(10, 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => model.DistinctPagesIn(-1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.WritesIn(2, 1));
    }
}
